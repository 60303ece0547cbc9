package dev.facet.engine.ops;

import dev.facet.engine.Half;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * One pass of partial least squares over rows[N,M] for K responses at once: scores[N,K] = member ∘ (rows·weightsᵀ − offset), and
 * sums[K,M] += scoresᵀ·rows, in place.
 *
 * @param half what rows are stored as, two of them in each I32 of rows[N, ⌈M/2⌉]; null: numbers of the other tensors' type
 */
public record PlsPass(Half half) implements Op {
    @Override
    public OpCode code() {
        return OpCode.PLS_PASS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("rows", "weights", "offset", "member", "sums");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5).floats(1, 2, 3, 4).rank(1, 2);
        if (half == null) {
            in.floats(1, 0);
        }
        StoredRows.check(in, half, in.shape(1).dim(1));
        long n = in.shape(0).dim(0);
        long k = in.shape(1).dim(0);
        in.shape(2, Shape.of(k)).shape(3, Shape.of(n, k));
        in.shape(4, in.shape(1));
        return List.of(new TensorType(in.type(1).dtype(), Shape.of(n, k)), in.type(4));
    }

    @Override
    public long[] params() {
        return StoredRows.params(half);
    }

    @Override
    public int updates(int output) {
        return output == 1 ? 4 : -1;
    }
}
