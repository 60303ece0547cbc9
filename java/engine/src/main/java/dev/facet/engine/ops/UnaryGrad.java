package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * dx of a piecewise function (leaky ReLU, clip, hard sigmoid, hard swish) from t and dy; t is what docs/ops.md says, the
 * function's result where that decides, else its x.
 */
public record UnaryGrad(Unary function) implements Op {
    public UnaryGrad {
        if (!function.kind().isPiecewise()) {
            throw new IllegalArgumentException("unary_grad: " + function.kind() + " is no piecewise kind");
        }
    }

    @Override
    public OpCode code() {
        return OpCode.UNARY_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("t", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        in.shape(1, in.shape(0));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return function.params();
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {1};
    }

    /** Linear in dy; of t only the hard swish looks at more than the side of a corner. */
    @Override
    public void gradient(Adjoint a) {
        Graph g = a.graph();
        Node t = a.input(0);
        a.add(1, g.apply(this, t, a.gradient(0)));
        if (a.wants(0) && function.kind() == Unary.Kind.HARD_SWISH) {
            // (t·h(t))'' = 2·h'(t), h being the hard sigmoid.
            Unary gate = new Unary(Unary.Kind.HARD_SIGMOID, function.alpha(), function.beta());
            Node share = g.mul(a.gradient(0), g.scale(a.input(1), 2));
            a.add(0, g.apply(new UnaryGrad(gate), g.apply(gate, t), share));
        }
    }
}
