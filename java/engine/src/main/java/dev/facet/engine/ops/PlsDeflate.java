package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * The deflation of textbook NIPALS, fused with the product that follows it: rows[N,M] −= scores[N,R]·loadings[R,M], then
 * sums[K,M] += factors[N,K]ᵀ·rows, both in place.
 */
public record PlsDeflate() implements Op {
    @Override
    public OpCode code() {
        return OpCode.PLS_DEFLATE;
    }

    @Override
    public List<String> inputNames() {
        return List.of("rows", "scores", "loadings", "factors", "sums");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5)
                .floats(0, 1, 2, 3, 4)
                .rank(0, 2)
                .rank(1, 2)
                .rank(3, 2);
        long n = in.shape(0).dim(0);
        long m = in.shape(0).dim(1);
        long r = in.shape(1).dim(1);
        long k = in.shape(3).dim(1);
        in.shape(1, Shape.of(n, r))
                .shape(2, Shape.of(r, m))
                .shape(3, Shape.of(n, k))
                .shape(4, Shape.of(k, m));
        return List.of(in.type(0), in.type(4));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int updates(int output) {
        return output == 0 ? 0 : 4;
    }
}
