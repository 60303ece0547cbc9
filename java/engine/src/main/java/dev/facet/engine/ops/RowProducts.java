package dev.facet.engine.ops;

import dev.facet.engine.Half;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * sums[K,M] += factors[N,K]ᵀ·rows[N,M], in place.
 *
 * @param half what rows are stored as, two of them in each I32 of rows[N, ⌈M/2⌉]; null: numbers of the other tensors' type
 */
public record RowProducts(Half half) implements Op {
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
        Check in = Check.inputs(this, inputs, 3).floats(1, 2).rank(1, 2).rank(2, 2);
        if (half == null) {
            in.floats(1, 0);
        }
        long m = in.shape(2).dim(1);
        StoredRows.check(in, half, m);
        long k = in.shape(1).dim(1);
        in.shape(1, Shape.of(in.shape(0).dim(0), k)).shape(2, Shape.of(k, m));
        return List.of(in.type(2));
    }

    @Override
    public long[] params() {
        return StoredRows.params(half);
    }

    @Override
    public int updates(int output) {
        return 2;
    }
}
