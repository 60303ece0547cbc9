package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/** Numbers, e.g. an age or the angles of a pose: the loss is the mean squared error over the values that are known. */
public record Regression() implements Objective {
    static final String NAME = "regression";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targets() {
        return TargetKind.ROWS;
    }

    @Override
    public double scale() {
        return 0;
    }

    @Override
    public Node trainingLoss(Graph graph, Node scores, Targets targets, double labelSmoothing) {
        return loss(graph, scores, targets);
    }

    @Override
    public Node loss(Graph graph, Node scores, Targets targets) {
        Node error = graph.mul(graph.sub(scores, targets.values()), targets.known());
        // Without a known value the sum is 0, and so is the loss.
        Node count = graph.affine(graph.relu(graph.affine(graph.sum(targets.known()), 1, -1)), 1, 1);
        return graph.div(graph.sumSquares(error), graph.reshape(count, 1));
    }

    @Override
    public Node right(Graph graph, Node scores, Targets targets) {
        return null;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", NAME);
        return json;
    }
}
