package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * One pass of partial least squares over rows[N,M] for K responses at once: scores[N,K] = member ∘ (rows·weightsᵀ − offset), and
 * sums[K,M] += scoresᵀ·rows, in place.
 */
public record PlsPass() implements Op {
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
        Check in =
                Check.inputs(this, inputs, 5).floats(0, 1, 2, 3, 4).rank(0, 2).rank(1, 2);
        long n = in.shape(0).dim(0);
        long k = in.shape(1).dim(0);
        in.shape(1, Shape.of(k, in.shape(0).dim(1))).shape(2, Shape.of(k)).shape(3, Shape.of(n, k));
        in.shape(4, in.shape(1));
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(n, k)), in.type(4));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int updates(int output) {
        return output == 1 ? 4 : -1;
    }
}
