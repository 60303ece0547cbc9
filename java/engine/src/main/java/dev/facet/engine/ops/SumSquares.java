package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Σ x², [1]. */
public record SumSquares() implements Op {
    @Override
    public OpCode code() {
        return OpCode.SUM_SQUARES;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        return List.of(new TensorType(in.type(0).dtype(), Shape.SCALAR));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().mul(a.input(0), a.graph().scale(a.gradient(0), 2)));
    }
}
