package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** sums[K,M] += factors[N,K]ᵀ·rows[N,M], in place. */
public record RowProducts() implements Op {
    @Override
    public OpCode code() {
        return OpCode.ROW_PRODUCTS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("rows", "factors", "sums");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3).floats(0, 1, 2).rank(0, 2).rank(1, 2);
        long k = in.shape(1).dim(1);
        in.shape(1, Shape.of(in.shape(0).dim(0), k))
                .shape(2, Shape.of(k, in.shape(0).dim(1)));
        return List.of(in.type(2));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int updates(int output) {
        return 2;
    }
}
