package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Product of two matrices with optional bias; {@code relu} is set by fusion only. */
public record MatMul(boolean transA, boolean transB, boolean relu) implements Op {
    @Override
    public OpCode code() {
        return OpCode.MATMUL;
    }

    @Override
    public List<String> inputNames() {
        return List.of("a", "b", "bias");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2, 3).floats(0, 1, 2).rank(0, 2).rank(1, 2);
        long m = in.shape(0).dim(transA ? 1 : 0);
        long innerA = in.shape(0).dim(transA ? 0 : 1);
        long innerB = in.shape(1).dim(transB ? 1 : 0);
        long n = in.shape(1).dim(transB ? 0 : 1);
        in.that(
                innerA == innerB,
                "the inner sizes differ: " + innerA + " of a" + (transA ? " (transposed)" : "") + ", " + innerB
                        + " of b" + (transB ? " (transposed)" : ""));
        if (inputs.size() == 3) {
            in.shape(2, Shape.of(n));
        }
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(m, n)));
    }

    @Override
    public long[] params() {
        return new long[] {Params.flag(transA), Params.flag(transB), Params.flag(relu)};
    }

    @Override
    public void gradient(Adjoint adjoint) {
        Graph g = adjoint.graph();
        Node a = adjoint.input(0);
        Node b = adjoint.input(1);
        Node dc = ReluGrad.beforeRelu(adjoint, relu);
        if (adjoint.inputCount() == 3 && adjoint.wants(2)) {
            adjoint.add(2, g.reshape(g.sum(dc, 0), dc.shape().dim(1)));
        }
        if (adjoint.wants(1)) {
            adjoint.add(1, transB ? g.matmul(dc, a, true, transA) : g.matmul(a, dc, !transA, false));
        }
        if (adjoint.wants(0)) {
            adjoint.add(0, transA ? g.matmul(b, dc, transB, true) : g.matmul(dc, b, false, !transB));
        }
    }
}
