package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/**
 * Yes-or-no attributes, e.g. the 40 of CelebA: each score is the logit of its own attribute, and the loss is the mean sigmoid
 * cross-entropy −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) over the attributes that are known. Targets are in [0, 1].
 */
public record MultiLabel() implements Objective {
    static final String NAME = "multilabel";

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
    public boolean accepts(float target) {
        return target >= 0 && target <= 1;
    }

    @Override
    public Node trainingLoss(Graph graph, Node scores, Targets targets, double labelSmoothing) {
        return loss(graph, scores, targets);
    }

    @Override
    public Node loss(Graph graph, Node scores, Targets targets) {
        // The op passes over negative targets: known values stay as they are, unknown ones become −1 whatever they
        // hold.
        Node unknown = graph.affine(targets.known(), 1, -1);
        Node unknownNegative = graph.add(graph.mul(targets.values(), targets.known()), unknown);
        return graph.sigmoidCrossEntropy(scores, unknownNegative);
    }

    /** Attributes whose score is on the right side of 0. */
    @Override
    public Node right(Graph graph, Node scores, Targets targets) {
        Node agreement = graph.mul(scores, graph.affine(targets.values(), 2, -1));
        Node right = graph.mul(graph.relu(graph.sign(agreement)), targets.known());
        return graph.reshape(graph.sum(right), 1);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", NAME);
        return json;
    }
}
