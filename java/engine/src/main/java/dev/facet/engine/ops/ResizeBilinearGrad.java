package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link ResizeBilinear} with respect to x, which has shape {@code x}. */
public record ResizeBilinearGrad(Shape x) implements Op {
    @Override
    public OpCode code() {
        return OpCode.RESIZE_BILINEAR_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0).rank(0, 4);
        in.that(
                x.rank() == 4 && in.shape(0).dim(0) == x.dim(0) && in.shape(0).dim(3) == x.dim(3),
                "dy must have the images and channels of x " + x);
        return List.of(new TensorType(in.type(0).dtype(), x));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public void gradient(Adjoint a) {
        Shape dy = a.input(0).shape();
        a.add(0, a.graph().resizeBilinear(a.gradient(0), dy.dim(1), dy.dim(2)));
    }
}
