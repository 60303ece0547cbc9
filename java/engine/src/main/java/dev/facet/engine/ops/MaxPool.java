package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Pool2d;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Maximum over windows of [N,H,W,C]; padding never wins. */
public record MaxPool(Pool2d spec) implements Op {
    @Override
    public OpCode code() {
        return OpCode.MAX_POOL2D;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0).rank(0, 4);
        return List.of(new TensorType(in.type(0).dtype(), pooled(in, spec)));
    }

    @Override
    public long[] params() {
        return Params.pool2d(spec);
    }

    /** [N,P,Q,C] for the input [N,H,W,C]. */
    static Shape pooled(Check in, Pool2d spec) {
        Shape x = in.shape(0);
        long p = Convolution.outputSize(x.dim(1), spec.padTop() + spec.padBottom(), 1, spec.windowH(), spec.strideH());
        long q = Convolution.outputSize(x.dim(2), spec.padLeft() + spec.padRight(), 1, spec.windowW(), spec.strideW());
        in.that(
                p >= 1 && q >= 1,
                "the window " + spec.windowH() + "x" + spec.windowW() + " is larger than the padded image");
        in.that(
                (p - 1) * spec.strideH() - spec.padTop() < x.dim(1)
                        && (q - 1) * spec.strideW() - spec.padLeft() < x.dim(2),
                "a window lies in the padding only");
        return Shape.of(x.dim(0), p, q, x.dim(3));
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new MaxPoolGrad(spec), a.input(0), a.gradient(0)));
    }
}
