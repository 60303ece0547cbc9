package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** An element-wise function; {@code alpha} and {@code beta} belong to AFFINE and are 0 for the others. */
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
        SIGN
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
        if (kind == Kind.SIGN) {
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
                    case SIGN -> throw new AssertionError(kind);
                });
    }
}
