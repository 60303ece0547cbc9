package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** Bilinear interpolation of [N,H,W,C] to [N,height,width,C] with half-pixel centres. */
public record ResizeBilinear(long height, long width) implements Op {
    @Override
    public OpCode code() {
        return OpCode.RESIZE_BILINEAR;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0).rank(0, 4);
        in.that(height >= 1 && width >= 1, "the target " + height + "x" + width + " is empty");
        return List.of(
                new TensorType(in.type(0).dtype(), in.shape(0).with(1, height).with(2, width)));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new ResizeBilinearGrad(a.input(0).shape()), a.gradient(0)));
    }
}
