package dev.facet.nn.heads;

/** Scores W·x + b and softmax cross-entropy: plain classification. */
public record Softmax() implements ClassObjective {
    static final String NAME = "softmax";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double scale() {
        return 0;
    }
}
