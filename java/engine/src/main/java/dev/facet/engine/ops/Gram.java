package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** rows[N,M]·rowsᵀ, [N,N]; sums over blocks of features in double. */
public record Gram() implements Op {
    @Override
    public OpCode code() {
        return OpCode.GRAM;
    }

    @Override
    public List<String> inputNames() {
        return List.of("rows");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0).rank(0, 2);
        long n = in.shape(0).dim(0);
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(n, n)));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }
}
