package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Pool2d;
import dev.facet.engine.TensorType;
import java.util.List;

/** Mean over windows of [N,H,W,C]. */
public record AvgPool(Pool2d spec, boolean countIncludePad) implements Op {
    @Override
    public OpCode code() {
        return OpCode.AVG_POOL2D;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0).rank(0, 4);
        return List.of(new TensorType(in.type(0).dtype(), MaxPool.pooled(in, spec)));
    }

    @Override
    public long[] params() {
        return Params.avgPool2d(spec, countIncludePad);
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(
                0,
                a.graph()
                        .apply(new AvgPoolGrad(spec, countIncludePad, a.input(0).shape()), a.gradient(0)));
    }
}
