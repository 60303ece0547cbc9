package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link Slice} with respect to x, which has shape {@code x}: dy in its box, zero elsewhere. */
public record SliceGrad(List<Long> starts, Shape x) implements Op {
    public SliceGrad {
        starts = List.copyOf(starts);
    }

    @Override
    public OpCode code() {
        return OpCode.SLICE_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1);
        Slice.requireInside(in, starts, in.shape(0), x);
        return List.of(new TensorType(in.type(0).dtype(), x));
    }

    @Override
    public long[] params() {
        return Params.starts(starts);
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new Slice(starts, a.input(0).shape()), a.gradient(0)));
    }
}
