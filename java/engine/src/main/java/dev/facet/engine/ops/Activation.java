package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.ReluRule;

/** What an op applies to its result; set by fusion. The order is the code in programs. */
public enum Activation {
    NONE,
    RELU,
    /** min(max(x, 0), 6). */
    RELU6;

    private static final double CEILING = 6;

    /** The activation that an op computes, or NONE. */
    public static Activation of(Op op) {
        if (op instanceof Relu) {
            return RELU;
        }
        return op instanceof Unary unary && isRelu6(unary) ? RELU6 : NONE;
    }

    /** The activation whose gradient under the exact rule an op computes, or NONE. */
    public static Activation ofGradient(Op op) {
        if (op instanceof ReluGrad grad && grad.rule() == ReluRule.EXACT) {
            return RELU;
        }
        return op instanceof UnaryGrad grad && isRelu6(grad.function()) ? RELU6 : NONE;
    }

    private static boolean isRelu6(Unary unary) {
        return unary.kind() == Unary.Kind.CLIP && unary.alpha() == 0 && unary.beta() == CEILING;
    }

    /** The gradient before the activation of an op whose result is output 0, for the gradient of the op itself. */
    Node before(Adjoint a) {
        return switch (this) {
            case NONE -> a.gradient(0);
            case RELU -> ReluGrad.beforeRelu(a, true);
            case RELU6 -> new Unary(Unary.Kind.CLIP, 0, CEILING).clipGradient(a);
        };
    }
}
