package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/**
 * CosFace (Wang et al. 2018, arXiv 1801.09414, equation 4), also called AM-Softmax: softmax cross-entropy of s·cos θ, with
 * s·(cos θ − m) for the true class.
 *
 * @param scale s, positive
 * @param margin m, a difference of cosines, in [0, 1]
 */
public record CosFace(double scale, double margin) implements ClassObjective {
    static final String NAME = "cosface";

    public CosFace {
        Angles.requireScale(NAME, scale);
        Angles.requireMargin(NAME, margin, 1, "a difference of cosines");
    }

    /** The paper's s = 64 and m = 0.35. */
    public static CosFace defaults() {
        return new CosFace(64, 0.35);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Node withMargin(Graph graph, Node scores, Node labels) {
        Node onehot = graph.oneHot(labels, scores.shape().dim(1));
        return graph.sub(scores, graph.scale(onehot, scale * margin));
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = ClassObjective.super.toJson();
        json.addProperty("margin", margin);
        return json;
    }
}
