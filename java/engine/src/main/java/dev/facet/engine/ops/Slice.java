package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** The box of {@code size} that begins at {@code starts}, one entry an axis. */
public record Slice(List<Long> starts, Shape size) implements Op {
    public Slice {
        starts = List.copyOf(starts);
    }

    @Override
    public OpCode code() {
        return OpCode.SLICE;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1);
        requireInside(in, starts, size, in.shape(0));
        return List.of(new TensorType(in.type(0).dtype(), size));
    }

    @Override
    public long[] params() {
        return Params.starts(starts);
    }

    static void requireInside(Check in, List<Long> starts, Shape size, Shape whole) {
        in.that(
                starts.size() == whole.rank() && size.rank() == whole.rank(),
                "starts " + starts + " and size " + size + " need one entry for each axis of " + whole);
        for (int i = 0; i < starts.size(); i++) {
            in.that(
                    starts.get(i) >= 0 && starts.get(i) <= whole.dim(i) - size.dim(i),
                    "the box of " + size + " at " + starts + " leaves " + whole + " on axis " + i);
        }
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new SliceGrad(starts, a.input(0).shape()), a.gradient(0)));
    }
}
