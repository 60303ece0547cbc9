package dev.facet.engine.internal;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.ops.BatchNormGradApply;
import dev.facet.engine.ops.BatchNormGradSums;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormMoments;
import dev.facet.engine.ops.BatchNormStatistics;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BatchNormTrainGrad;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation and its gradient taken apart, into what adds up over the images and what then treats each by itself. The
 * steps in between need the whole batch.
 */
final class BatchNormParts {
    private static final int X = 0;
    private static final int MEAN = 3;
    private static final int DY = 4;
    private static final int IMAGE_AXES = 4;

    private BatchNormParts() {}

    /** The parts of a step in order, or null if it is none of the two on images. A repetition, which updates nothing, stays whole. */
    static List<Step> of(Step step, Graph names) {
        if (step.op() instanceof BatchNormTrain norm && isImages(step) && !step.repeats()) {
            return parts(norm, step, names);
        }
        return step.op() instanceof BatchNormTrainGrad grad && isImages(step) ? parts(grad, step) : null;
    }

    private static boolean isImages(Step step) {
        return step.inputs().get(X).shape().rank() == IMAGE_AXES;
    }

    private static List<Step> parts(BatchNormTrain norm, Step step, Graph names) {
        Node x = step.inputs().get(X);
        Node gamma = step.inputs().get(1);
        Node beta = step.inputs().get(2);
        Node y = step.output();
        Node mean = like(gamma, y.name() + ".mean", names);
        Node variance = like(gamma, y.name() + ".variance", names);
        Node batchVariance = like(gamma, y.name() + ".batch variance", names);
        Node batchMean = step.outputs().get(1);
        List<Node> statistics =
                new ArrayList<>(step.outputs().subList(1, step.outputs().size()));
        statistics.add(1, batchVariance);
        return List.of(
                new Step(new BatchNormMoments(), List.of(x), List.of(mean, variance)),
                new Step(
                        new BatchNormStatistics(norm.epsilon(), norm.momentum(), rows(x)),
                        List.of(
                                mean,
                                variance,
                                step.inputs().get(MEAN),
                                step.inputs().get(MEAN + 1)),
                        statistics),
                new Step(
                        new BatchNormInfer(norm.epsilon(), norm.activation()),
                        List.of(x, gamma, beta, batchMean, batchVariance),
                        List.of(y)));
    }

    private static List<Step> parts(BatchNormTrainGrad grad, Step step) {
        List<Node> inputs = new ArrayList<>(step.inputs());
        List<Node> sums = step.outputs().subList(1, step.outputs().size());
        inputs.addAll(DY, sums);
        return List.of(
                new Step(new BatchNormGradSums(grad.activation()), step.inputs(), sums),
                new Step(
                        new BatchNormGradApply(rows(step.inputs().get(X)), grad.activation()),
                        inputs,
                        List.of(step.output())));
    }

    /** Values of a channel. */
    private static long rows(Node x) {
        return x.shape().count() / x.shape().dim(-1);
    }

    private static Node like(Node node, String name, Graph names) {
        return names.input(name, node.shape().toArray());
    }
}
