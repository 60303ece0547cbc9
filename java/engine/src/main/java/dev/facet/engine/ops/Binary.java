package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Element-wise arithmetic of two inputs of equal rank; axes of size 1 are repeated. */
public record Binary(Kind kind) implements Op {
    /** The order is the kind's code in programs. */
    public enum Kind {
        ADD,
        SUB,
        MUL,
        DIV
    }

    @Override
    public OpCode code() {
        return OpCode.BINARY;
    }

    @Override
    public List<String> inputNames() {
        return List.of("a", "b");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        Shape a = in.shape(0);
        Shape b = in.shape(1);
        in.that(a.rank() == b.rank(), kind + " needs equal ranks");
        long[] dims = new long[a.rank()];
        for (int i = 0; i < dims.length; i++) {
            in.that(
                    a.dim(i) == b.dim(i) || a.dim(i) == 1 || b.dim(i) == 1,
                    kind + " cannot broadcast axis " + i + " (" + a.dim(i) + " against " + b.dim(i) + ")");
            dims[i] = Math.max(a.dim(i), b.dim(i));
        }
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(dims)));
    }

    @Override
    public long[] params() {
        return new long[] {kind.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0, 1};
    }

    @Override
    public void gradient(Adjoint adjoint) {
        Graph g = adjoint.graph();
        Node a = adjoint.input(0);
        Node b = adjoint.input(1);
        Node dc = adjoint.gradient(0);
        if (adjoint.wants(0)) {
            Node da = switch (kind) {
                case ADD, SUB -> dc;
                case MUL -> g.mul(dc, b);
                case DIV -> g.div(dc, b);
            };
            adjoint.add(0, Reduce.toShape(g, da, a.shape()));
        }
        if (adjoint.wants(1)) {
            Node db = switch (kind) {
                case ADD, SUB -> dc;
                case MUL -> g.mul(dc, a);
                case DIV -> g.div(g.mul(dc, adjoint.output(0)), b);
            };
            Node sum = Reduce.toShape(g, db, b.shape());
            adjoint.add(1, kind == Kind.SUB || kind == Kind.DIV ? g.scale(sum, -1) : sum);
        }
    }
}
