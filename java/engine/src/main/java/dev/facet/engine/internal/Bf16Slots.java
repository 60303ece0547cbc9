package dev.facet.engine.internal;

import dev.facet.engine.Conv2d;
import dev.facet.engine.DType;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.AvgPoolGrad;
import dev.facet.engine.ops.BatchNormGrad;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Broadcast;
import dev.facet.engine.ops.Concat;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.ConvolutionGradData;
import dev.facet.engine.ops.ConvolutionGradWeights;
import dev.facet.engine.ops.Dropout;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.MaxPoolGrad;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Prelu;
import dev.facet.engine.ops.PreluGrad;
import dev.facet.engine.ops.Reduce;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.ReluGrad;
import dev.facet.engine.ops.Slice;
import dev.facet.engine.ops.SliceGrad;
import dev.facet.engine.ops.Transpose;
import dev.facet.engine.ops.Unary;
import dev.facet.engine.ops.UnaryGrad;

/**
 * Which tensors of a step a GPU's kernels can take as bf16, as bit masks; docs/ops.md lists them by op, and kernels may refuse
 * some shapes and kinds, which are left out here.
 *
 * @param inputs stored as bf16
 * @param outputs stored as bf16
 * @param starts when the step stores so
 */
record Bf16Slots(long inputs, long outputs, Start starts) {
    /** When a step stores its tensors as bf16. */
    enum Start {
        /** Whatever stores its inputs: the step itself gains by it. */
        ALWAYS,
        /** Where one of its inputs is bf16 already. */
        FOLLOWS,
        /**
         * The same, or where a step that reads its result wants that as bf16; and the result stays F32 where no reader takes bf16.
         */
        FITS_READERS
    }

    private static final Bf16Slots NONE = new Bf16Slots(0, 0, Start.FOLLOWS);
    private static final Bf16Slots ONE = new Bf16Slots(0b1, 1, Start.FOLLOWS);
    private static final Bf16Slots TWO = new Bf16Slots(0b11, 1, Start.FOLLOWS);
    private static final Bf16Slots FIRST_AND_THIRD = new Bf16Slots(0b101, 1, Start.FOLLOWS);
    private static final Bf16Slots FIRST_AND_FIFTH = new Bf16Slots(0b10001, 1, Start.FOLLOWS);
    private static final Bf16Slots SUM = new Bf16Slots(0b1, 0, Start.FOLLOWS);
    /** Of a small tensor, a gradient of sums over pixels, which stays F32. */
    private static final Bf16Slots BROADCAST = new Bf16Slots(0, 1, Start.FITS_READERS);

    private static final Bf16Slots CONVOLUTION = new Bf16Slots(0b1001, 1, Start.ALWAYS);
    /** From an image, whose channels are few. */
    private static final Bf16Slots FIRST_CONVOLUTION = new Bf16Slots(0b1000, 1, Start.ALWAYS);

    private static final Bf16Slots GRAD_DATA = new Bf16Slots(0b1, 1, Start.ALWAYS);
    private static final Bf16Slots GRAD_WEIGHTS = new Bf16Slots(0b11, 0, Start.ALWAYS);
    /** The image stays F32. */
    private static final Bf16Slots FIRST_GRAD_WEIGHTS = new Bf16Slots(0b10, 0, Start.FOLLOWS);

    /** Bound by memory: a cast before it would cost what it gains. */
    private static final Bf16Slots DEPTHWISE = new Bf16Slots(0b1001, 1, Start.FOLLOWS);

    private static final Bf16Slots DEPTHWISE_GRAD_WEIGHTS = new Bf16Slots(0b11, 0, Start.FOLLOWS);

    /** A linear layer or the gradient of its input: the weights stay F32. */
    private static final Bf16Slots LINEAR = new Bf16Slots(0b1, 1, Start.FITS_READERS);
    /** The gradient of its weights. */
    private static final Bf16Slots LINEAR_GRAD_WEIGHTS = new Bf16Slots(0b11, 0, Start.FOLLOWS);

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
            if (isDepthwise(c.spec(), first.dim(3))) {
                return DEPTHWISE;
            }
            return isOfImage(c.spec(), first.dim(3)) ? FIRST_CONVOLUTION : NONE;
        }
        if (op instanceof ConvolutionGradData c) {
            long from = step.output().shape().dim(3);
            if (isWide(c.spec(), from, first.dim(3))) {
                return GRAD_DATA;
            }
            return isDepthwise(c.spec(), from) ? ONE : NONE;
        }
        if (op instanceof ConvolutionGradWeights c) {
            long to = step.inputs().get(1).shape().dim(3);
            if (isWide(c.spec(), first.dim(3), to)) {
                return GRAD_WEIGHTS;
            }
            if (isDepthwise(c.spec(), first.dim(3))) {
                return DEPTHWISE_GRAD_WEIGHTS;
            }
            return isOfImage(c.spec(), first.dim(3)) && to % 2 == 0 ? FIRST_GRAD_WEIGHTS : NONE;
        }
        if (op instanceof MatMul m) {
            return product(m, step);
        }
        if (op instanceof Concat) {
            int count = step.inputs().size();
            return new Bf16Slots(count == Long.SIZE ? -1 : (1L << count) - 1, 1, Start.FOLLOWS);
        }
        if (op instanceof Broadcast) {
            return BROADCAST;
        }
        if (op instanceof BatchNormTrain
                || op instanceof BatchNormInfer
                || op instanceof Relu
                || op instanceof BiasAdd
                || op instanceof MaxPool
                || op instanceof AvgPool
                || op instanceof AvgPoolGrad
                || op instanceof Slice
                || op instanceof SliceGrad
                || op instanceof Transpose
                || op instanceof Dropout
                || op instanceof Prelu) {
            return ONE;
        }
        if (op instanceof ReluGrad || op instanceof MaxPoolGrad) {
            return TWO;
        }
        if (op instanceof PreluGrad) {
            return FIRST_AND_THIRD;
        }
        if (op instanceof BatchNormGrad) {
            return FIRST_AND_FIFTH;
        }
        if (op instanceof Binary b) {
            boolean gates = b.kind() == Binary.Kind.MUL && isMap(step); // as squeeze-and-excitation does
            return gates || b.kind() == Binary.Kind.ADD && haveOneShape(step) ? TWO : NONE;
        }
        if (op instanceof Unary u) {
            return isActivation(u.kind(), isMap(step)) ? ONE : NONE;
        }
        if (op instanceof UnaryGrad) {
            return TWO;
        }
        return op instanceof Reduce r && sumsDownRows(r, first) ? SUM : NONE;
    }

    private static Bf16Slots product(MatMul product, Step step) {
        Shape a = step.inputs().get(0).shape();
        Shape c = step.output().shape();
        boolean byWeights = Aliases.root(step.inputs().get(1)).kind() == Node.Kind.PARAMETER;
        if (byWeights) {
            return !product.transA() && a.dim(1) % 2 == 0 ? LINEAR : NONE;
        }
        boolean pairs = product.transA() && !product.transB() && c.dim(0) % 2 == 0 && c.dim(1) % 2 == 0;
        return pairs ? LINEAR_GRAD_WEIGHTS : NONE;
    }

    /** Of [N,H,W,C]: what other tensors hold may be logits and terms of losses. */
    private static boolean isMap(Step step) {
        return step.output().shape().rank() == 4;
    }

    private static boolean isActivation(Unary.Kind kind, boolean ofMap) {
        return switch (kind) {
            case AFFINE, CLIP, LEAKY_RELU, HARD_SIGMOID, HARD_SWISH -> true;
            case SIGMOID, TANH -> ofMap;
            default -> false;
        };
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

    private static boolean isDepthwise(Conv2d spec, long from) {
        return spec.groups() > 1 && spec.groups() == from;
    }

    private static boolean isOfImage(Conv2d spec, long from) {
        return spec.groups() == 1 && from <= MOST_IMAGE_CHANNELS;
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
