package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Pool2d;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link AvgPool} with respect to x, which has shape {@code x}. */
public record AvgPoolGrad(Pool2d spec, boolean countIncludePad, Shape x) implements Op {
    @Override
    public OpCode code() {
        return OpCode.AVG_POOL2D_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        TensorType dx = new TensorType(in.type(0).dtype(), x);
        in.shape(0, new AvgPool(spec, countIncludePad).infer(List.of(dx)).get(0).shape());
        return List.of(dx);
    }

    @Override
    public long[] params() {
        return Params.avgPool2d(spec, countIncludePad);
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().avgPool2d(a.gradient(0), spec, countIncludePad));
    }
}
