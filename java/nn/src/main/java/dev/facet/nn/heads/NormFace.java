package dev.facet.nn.heads;

/**
 * NormFace (Wang, Xiang, Cheng, Yuille 2017, arXiv 1704.06369, equation 5): softmax cross-entropy of s·cos θ, where θ is the
 * angle between the embedding and a class's weights. The paper may learn s; here it is fixed.
 *
 * @param scale s; with K classes, s = ln((K − 1)·p/(1 − p)) is about what a probability p of the right class needs
 */
public record NormFace(double scale) implements ClassObjective {
    static final String NAME = "normface";

    public NormFace {
        Angles.requireScale(NAME, scale);
    }

    /** s = 30: enough for some ten thousand classes. */
    public static NormFace defaults() {
        return new NormFace(30);
    }

    @Override
    public String name() {
        return NAME;
    }
}
