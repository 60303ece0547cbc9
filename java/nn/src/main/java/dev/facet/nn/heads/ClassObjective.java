package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/** One class an image, taught by softmax cross-entropy of the scores, to which a margin may have been applied. */
public sealed interface ClassObjective extends Objective permits Softmax, NormFace, CosFace, ArcFace {
    @Override
    default TargetKind targets() {
        return TargetKind.CLASSES;
    }

    /**
     * The scores that training sees: those of the true classes lowered.
     *
     * @param labels i32 [N]; a row labelled −1 keeps its scores
     */
    default Node withMargin(Graph graph, Node scores, Node labels) {
        return scores;
    }

    @Override
    default Node trainingLoss(Graph graph, Node scores, Targets targets, double labelSmoothing) {
        Node labels = targets.values();
        return graph.softmaxCrossEntropy(withMargin(graph, scores, labels), labels, labelSmoothing);
    }

    @Override
    default Node loss(Graph graph, Node scores, Targets targets) {
        return graph.softmaxCrossEntropy(scores, targets.values(), 0);
    }

    @Override
    default Node right(Graph graph, Node scores, Targets targets) {
        return graph.correctCount(scores, targets.values());
    }

    @Override
    default JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", name());
        if (angular()) {
            json.addProperty("scale", scale());
        }
        return json;
    }
}
