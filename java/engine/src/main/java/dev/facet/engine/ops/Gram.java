package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.Half;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * rows[N,M]·rowsᵀ, [N,N]; sums over blocks of features in double.
 *
 * @param half what rows are stored as, two of them in each I32 of rows[N, M/2]; null: numbers of the products' type
 * @param type the products' type
 */
public record Gram(Half half, DType type) implements Op {
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
        Check in = Check.inputs(this, inputs, 1)
                .type(0, half == null ? type : DType.I32)
                .rank(0, 2);
        long n = in.shape(0).dim(0);
        return List.of(new TensorType(type, Shape.of(n, n)));
    }

    @Override
    public long[] params() {
        return StoredRows.params(half);
    }
}
