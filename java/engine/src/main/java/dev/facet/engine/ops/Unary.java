package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.ReluRule;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * An element-wise function. {@code alpha} and {@code beta} are the coefficients of AFFINE, HARD_SIGMOID and HARD_SWISH and the
 * bounds of CLIP; {@code alpha} is the slope of LEAKY_RELU and the exponent of POW; where a kind does not use one, it is 0.
 */
public record Unary(Kind kind, double alpha, double beta) implements Op {
    /** The order is the kind's code in programs. */
    public enum Kind {
        AFFINE,
        EXP,
        LOG,
        SQRT,
        SQUARE,
        ABS,
        SIGMOID,
        TANH,
        RECIPROCAL,
        SIGN,
        LEAKY_RELU,
        CLIP,
        HARD_SIGMOID,
        HARD_SWISH,
        POW;

        /** True if {@link UnaryGrad} has its derivative. */
        boolean isPiecewise() {
            return compareTo(LEAKY_RELU) >= 0 && compareTo(HARD_SWISH) <= 0;
        }
    }

    public Unary {
        boolean clips = kind == Kind.CLIP;
        if (clips ? !(alpha <= beta) : !Double.isFinite(alpha) || !Double.isFinite(beta)) {
            throw new IllegalArgumentException(
                    (clips ? "clip: the minimum must not exceed the maximum: " : kind + ": coefficients are finite: ")
                            + alpha + ", " + beta);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.UNARY;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        return List.of(Check.inputs(this, inputs, 1).floats(0).type(0));
    }

    @Override
    public long[] params() {
        return new long[] {kind.ordinal(), Params.bits(alpha), Params.bits(beta)};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0};
    }

    @Override
    public void gradient(Adjoint a) {
        if (kind == Kind.SIGN || kind == Kind.POW && alpha == 0) {
            return; // piecewise constant
        }
        Graph g = a.graph();
        Node x = a.input(0);
        Node y = a.output(0);
        Node dy = a.gradient(0);
        a.add(
                0,
                switch (kind) {
                    case AFFINE -> g.scale(dy, alpha);
                    case EXP -> g.mul(dy, y);
                    case LOG -> g.div(dy, x);
                    case SQRT -> g.div(g.scale(dy, 0.5), y);
                    case SQUARE -> g.mul(g.scale(dy, 2), x);
                    case ABS -> g.mul(dy, g.sign(x));
                    case SIGMOID -> g.mul(dy, g.mul(y, g.affine(y, -1, 1)));
                    case TANH -> g.mul(dy, g.affine(g.square(y), -1, 1));
                    case RECIPROCAL -> g.scale(g.mul(dy, g.square(y)), -1);
                    case LEAKY_RELU -> piecewise(a, alpha >= 0 ? y : x); // a negative slope hides the side of x
                    case CLIP -> clipGradient(a);
                    case HARD_SIGMOID -> piecewise(a, y);
                    case HARD_SWISH -> piecewise(a, x);
                    case POW -> g.mul(dy, g.scale(g.pow(x, alpha - 1), alpha));
                    case SIGN -> throw new AssertionError(kind);
                });
    }

    /** The gradient by {@link UnaryGrad}, read off {@code t}: preferably y, so that x need not be kept. */
    private Node piecewise(Adjoint a, Node t) {
        return a.graph().apply(new UnaryGrad(this), t, a.gradient(0));
    }

    /** A clip from 0 on is a ReLU with a ceiling and follows the rule for ReLUs. */
    Node clipGradient(Adjoint a) {
        ReluRule rule = alpha == 0 ? a.rules().relu() : ReluRule.EXACT;
        return switch (rule) {
            case EXACT -> piecewise(a, a.output(0));
            case GUIDED -> a.graph().relu(piecewise(a, a.output(0)));
            case DECONVNET -> a.graph().relu(a.gradient(0));
        };
    }
}
