package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.internal.JsonFields;

/**
 * What a network's last outputs, its scores [N, K], mean, and by which loss they are trained. All losses are means over the
 * images (or values) whose target is known, of shape [1].
 */
public sealed interface Objective permits ClassObjective, MultiLabel, Regression {
    /** As checkpoints and the command line call it, e.g. {@code arcface}. */
    String name();

    /** What it is taught with. */
    TargetKind targets();

    /**
     * The factor s of scores s·cos θ between the embedding and each class's weights, both of unit length; 0 where the
     * scores are a linear layer with bias.
     */
    double scale();

    /** Whether the scores are scaled cosines. */
    default boolean angular() {
        return scale() > 0;
    }

    /** Whether a known target of a row can be learned; for classes it is not asked. */
    default boolean accepts(float target) {
        return Float.isFinite(target);
    }

    /**
     * The loss to train with.
     *
     * @param labelSmoothing ε of the targets (1 − ε)·onehot + ε/K; for classes only
     */
    Node trainingLoss(Graph graph, Node scores, Targets targets, double labelSmoothing);

    /** The loss to judge by: without margin and smoothing. */
    Node loss(Graph graph, Node scores, Targets targets);

    /** The number of right answers, [1]; null where an answer is not right or wrong but near or far. */
    Node right(Graph graph, Node scores, Targets targets);

    JsonObject toJson();

    /** The objective that {@link #toJson} described. */
    static Objective fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "head").only("name", "scale", "margin");
        String name = fields.text("name");
        return switch (name) {
            case Softmax.NAME -> new Softmax();
            case NormFace.NAME -> new NormFace(fields.number("scale"));
            case CosFace.NAME -> new CosFace(fields.number("scale"), fields.number("margin"));
            case ArcFace.NAME -> new ArcFace(fields.number("scale"), fields.number("margin"));
            case MultiLabel.NAME -> new MultiLabel();
            case Regression.NAME -> new Regression();
            default ->
                throw new IllegalArgumentException("head: unknown name '" + name + "' (known: "
                        + String.join(
                                ", ",
                                Softmax.NAME,
                                NormFace.NAME,
                                CosFace.NAME,
                                ArcFace.NAME,
                                MultiLabel.NAME,
                                Regression.NAME)
                        + ")");
        };
    }
}
