package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Pool2d;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link MaxPool}: dy goes to the first maximum of each window. */
public record MaxPoolGrad(Pool2d spec) implements Op {
    @Override
    public OpCode code() {
        return OpCode.MAX_POOL2D_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1).rank(0, 4);
        in.shape(1, MaxPool.pooled(in, spec));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return Params.pool2d(spec);
    }
}
