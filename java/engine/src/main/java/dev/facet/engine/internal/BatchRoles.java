package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.AvgPoolGrad;
import dev.facet.engine.ops.BatchNormGradApply;
import dev.facet.engine.ops.BatchNormGradSums;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormMoments;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.ConvolutionGradData;
import dev.facet.engine.ops.ConvolutionGradWeights;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.MaxPoolGrad;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.ReluGrad;
import dev.facet.engine.ops.Unary;
import dev.facet.engine.ops.UnaryGrad;
import java.util.Set;

/**
 * What a step does with the images of a batch, if it treats each by itself.
 *
 * @param images inputs that are images, the first axis being the batch; the others are whole for every image
 * @param sums the results belong to all images together: they are made of those of its parts. Else the results are images too.
 */
record BatchRoles(Set<Integer> images, boolean sums) {
    private static final int IMAGE_AXES = 4;

    /** The roles in a step, or null if images depend on each other in it. */
    static BatchRoles of(Step step) {
        BatchRoles roles = of(step.op(), step.inputs().size());
        if (roles == null) {
            return null;
        }
        long batch = roles.batch(step);
        boolean fits =
                roles.images().stream().allMatch(i -> isBatch(step.inputs().get(i), batch));
        boolean gives = roles.sums() || step.outputs().stream().allMatch(node -> isBatch(node, batch));
        boolean broadcasts = step.op() instanceof Binary
                && !step.inputs().get(0).shape().equals(step.inputs().get(1).shape());
        return fits && gives && !broadcasts ? roles : null;
    }

    /** The number of images of a step of these roles. */
    long batch(Step step) {
        return step.inputs().get(images.iterator().next()).shape().dim(0);
    }

    /** The op for that many images. */
    static Op cut(Op op, long count) {
        if (op instanceof ConvolutionGradData grad) {
            return new ConvolutionGradData(grad.spec(), cut(grad.x(), count));
        }
        return op instanceof AvgPoolGrad grad
                ? new AvgPoolGrad(grad.spec(), grad.countIncludePad(), cut(grad.x(), count))
                : op;
    }

    /** The shape of that many images. */
    static Shape cut(Shape batch, long count) {
        long[] dims = batch.toArray();
        dims[0] = count;
        return Shape.of(dims);
    }

    private static boolean isBatch(Node node, long batch) {
        return node.shape().rank() == IMAGE_AXES && node.shape().dim(0) == batch;
    }

    private static BatchRoles of(Op op, int inputs) {
        if (op instanceof Convolution) {
            return new BatchRoles(inputs == 4 ? Set.of(0, 3) : Set.of(0), false);
        } else if (op instanceof ConvolutionGradWeights) {
            return new BatchRoles(Set.of(0, 1), true);
        } else if (op instanceof BatchNormMoments) {
            return new BatchRoles(Set.of(0), true);
        } else if (op instanceof BatchNormGradSums) {
            return new BatchRoles(Set.of(0, 4), true);
        } else if (op instanceof BatchNormGradApply) {
            return new BatchRoles(Set.of(0, 6), false);
        } else if (op instanceof ReluGrad
                || op instanceof UnaryGrad
                || op instanceof MaxPoolGrad
                || op instanceof Binary) {
            return new BatchRoles(Set.of(0, 1), false);
        }
        boolean ofOne = op instanceof ConvolutionGradData
                || op instanceof BatchNormInfer
                || op instanceof Relu
                || op instanceof Unary
                || op instanceof MaxPool
                || op instanceof AvgPool
                || op instanceof AvgPoolGrad;
        return ofOne ? new BatchRoles(Set.of(0), false) : null;
    }
}
