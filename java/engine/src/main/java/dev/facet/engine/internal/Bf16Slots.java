package dev.facet.engine.internal;

import dev.facet.engine.Conv2d;
import dev.facet.engine.DType;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.AvgPoolGrad;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormInferGrad;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BatchNormTrainGrad;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.ConvolutionGradData;
import dev.facet.engine.ops.ConvolutionGradWeights;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.MaxPoolGrad;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Reduce;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.ReluGrad;
import dev.facet.engine.ops.Unary;
import dev.facet.engine.ops.UnaryGrad;

/**
 * Which tensors of a step a GPU's kernels can take as bf16, as bit masks; docs/ops.md lists them by op, and kernels may refuse
 * some shapes and kinds, which are left out here.
 *
 * @param inputs stored as bf16
 * @param outputs stored as bf16
 * @param starts whether the step is worth it whatever stores its inputs; others follow where one of theirs is bf16 already
 */
record Bf16Slots(int inputs, int outputs, boolean starts) {
    private static final Bf16Slots NONE = new Bf16Slots(0, 0, false);
    private static final Bf16Slots ONE = new Bf16Slots(0b1, 1, false);
    private static final Bf16Slots TWO = new Bf16Slots(0b11, 1, false);
    private static final Bf16Slots FIRST_AND_FIFTH = new Bf16Slots(0b10001, 1, false);
    private static final Bf16Slots SUM = new Bf16Slots(0b1, 0, false);

    private static final Bf16Slots CONVOLUTION = new Bf16Slots(0b1001, 1, true);
    /** From an image, whose channels are few. */
    private static final Bf16Slots FIRST_CONVOLUTION = new Bf16Slots(0b1000, 1, true);

    private static final Bf16Slots GRAD_DATA = new Bf16Slots(0b1, 1, true);
    private static final Bf16Slots GRAD_WEIGHTS = new Bf16Slots(0b11, 0, true);

    /** Channels of a group that are copied 16 bytes at a time. */
    private static final int CHANNELS = 8;

    private static final int MOST_IMAGE_CHANNELS = 4;

    /** Those of a step whose tensors are all F32. */
    static Bf16Slots of(Step step) {
        if (step.inputs().isEmpty() || step.output().dtype() != DType.F32) {
            return NONE;
        }
        Op op = step.op();
        Shape first = step.inputs().get(0).shape();
        if (op instanceof Convolution c) {
            Shape w = step.inputs().get(1).shape();
            if (isWide(c.spec(), first.dim(3), w.dim(0))) {
                return CONVOLUTION;
            }
            return c.spec().groups() == 1 && first.dim(3) <= MOST_IMAGE_CHANNELS ? FIRST_CONVOLUTION : NONE;
        }
        if (op instanceof ConvolutionGradData c) {
            return isWide(c.spec(), step.output().shape().dim(3), first.dim(3)) ? GRAD_DATA : NONE;
        }
        if (op instanceof ConvolutionGradWeights c) {
            return isWide(c.spec(), first.dim(3), step.inputs().get(1).shape().dim(3)) ? GRAD_WEIGHTS : NONE;
        }
        if (op instanceof BatchNormTrain
                || op instanceof BatchNormInfer
                || op instanceof Relu
                || op instanceof BiasAdd
                || op instanceof MaxPool
                || op instanceof AvgPool
                || op instanceof AvgPoolGrad) {
            return ONE;
        }
        if (op instanceof ReluGrad || op instanceof MaxPoolGrad) {
            return TWO;
        }
        if (op instanceof BatchNormTrainGrad || op instanceof BatchNormInferGrad) {
            return FIRST_AND_FIFTH;
        }
        if (op instanceof Binary b) {
            return b.kind() == Binary.Kind.ADD && haveOneShape(step) ? TWO : NONE;
        }
        if (op instanceof Unary u) {
            return u.kind() == Unary.Kind.CLIP || u.kind() == Unary.Kind.AFFINE ? ONE : NONE;
        }
        if (op instanceof UnaryGrad u) {
            return u.function().kind() == Unary.Kind.CLIP ? TWO : NONE;
        }
        return op instanceof Reduce r && sumsDownRows(r, first) ? SUM : NONE;
    }

    boolean any() {
        return (inputs | outputs) != 0;
    }

    boolean input(int i) {
        return (inputs >> i & 1) != 0;
    }

    boolean output(int i) {
        return (outputs >> i & 1) != 0;
    }

    private static boolean isWide(Conv2d spec, long from, long to) {
        return from / spec.groups() % CHANNELS == 0 && to / spec.groups() % CHANNELS == 0;
    }

    private static boolean haveOneShape(Step step) {
        for (Node input : step.inputs()) {
            if (!input.shape().equals(step.output().shape())) {
                return false;
            }
        }
        return true;
    }

    /** True if the axes of x, those of size 1 aside, are kept ones (or none), then summed ones, then kept ones. */
    private static boolean sumsDownRows(Reduce reduce, Shape x) {
        boolean summing = false;
        boolean keeping = false;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (x.dim(axis) == 1) {
                continue;
            }
            boolean summed = (reduce.axisMask() >> axis & 1) != 0;
            if (summed && keeping) {
                return false;
            }
            summing |= summed;
            keeping |= !summed && summing;
        }
        return keeping;
    }
}
