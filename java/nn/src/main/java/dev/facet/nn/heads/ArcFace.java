package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/**
 * ArcFace (Deng, Guo, Xue, Zafeiriou 2019, arXiv 1801.07698, equation 3): softmax cross-entropy of s·cos θ, with
 * s·cos(θ + m) for the true class.
 *
 * <p>Beyond θ = π − m, cos(θ + m) rises again and would reward embeddings that turn away from their class. There the
 * authors' code goes on with cos θ − m·sin m, which falls with θ everywhere; so do we. Their other answer, the
 * <em>easy margin</em>, which drops the margin for θ &gt; π/2 and so never teaches the worst embeddings, is not offered.
 *
 * @param scale s, positive
 * @param margin m, an angle in radians, in [0, π/2]
 */
public record ArcFace(double scale, double margin) implements ClassObjective {
    static final String NAME = "arcface";

    /** Bounds d cos(θ + m)/d cos θ = sin(θ + m)/sin θ near θ = 0, where it is infinite. */
    private static final double SINE_EPSILON = 1e-6;

    public ArcFace {
        Angles.requireScale(NAME, scale);
        Angles.requireMargin(NAME, margin, Math.PI / 2, "an angle in radians");
    }

    /** The paper's s = 64 and m = 0.5. */
    public static ArcFace defaults() {
        return new ArcFace(64, 0.5);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Node withMargin(Graph graph, Node scores, Node labels) {
        Node onehot = graph.oneHot(labels, scores.shape().dim(1));
        Node cosine = graph.scale(graph.sum(graph.mul(scores, onehot), 1), 1 / scale);
        Node lowered = graph.sub(marginCosine(graph, cosine), cosine);
        return graph.add(scores, graph.mul(onehot, graph.scale(lowered, scale)));
    }

    /** cos(θ + m), or beyond θ = π − m what falls on, of cos θ. */
    private Node marginCosine(Graph graph, Node cosine) {
        Node sine = graph.sqrt(graph.affine(graph.relu(graph.affine(graph.square(cosine), -1, 1)), 1, SINE_EPSILON));
        Node shifted = graph.sub(graph.scale(cosine, Math.cos(margin)), graph.scale(sine, Math.sin(margin)));
        Node beyond = graph.affine(cosine, 1, -margin * Math.sin(margin));
        Node within = graph.relu(graph.sign(graph.affine(cosine, 1, Math.cos(margin))));
        return graph.add(beyond, graph.mul(within, graph.sub(shifted, beyond)));
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = ClassObjective.super.toJson();
        json.addProperty("margin", margin);
        return json;
    }
}
