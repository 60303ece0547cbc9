package dev.facet.engine.ops;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** 2-D convolution with optional bias and, beside it, a map that is added; that and {@code activation} are set by fusion only. */
public record Convolution(Conv2d spec, Activation activation) implements Op {
    @Override
    public OpCode code() {
        return OpCode.CONV2D;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "w", "bias", "added");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in =
                Check.inputs(this, inputs, 2, 4).floats(0, 1, 2, 3).rank(0, 4).rank(1, 4);
        Shape x = in.shape(0);
        Shape w = in.shape(1);
        in.that(
                w.dim(3) * spec.groups() == x.dim(3),
                "w [K,R,S,C/groups] with " + spec.groups() + " groups takes " + w.dim(3) * spec.groups()
                        + " channels, x [N,H,W,C] has " + x.dim(3));
        in.that(
                w.dim(0) % spec.groups() == 0,
                "w's output channels are not a multiple of the " + spec.groups() + " groups");
        if (inputs.size() >= 3) {
            in.shape(2, Shape.of(w.dim(0)));
        }
        long p = outputSize(x.dim(1), spec.padTop() + spec.padBottom(), spec.dilationH(), w.dim(1), spec.strideH());
        long q = outputSize(x.dim(2), spec.padLeft() + spec.padRight(), spec.dilationW(), w.dim(2), spec.strideW());
        in.that(p >= 1 && q >= 1, "the kernel is larger than the padded image");
        Shape y = Shape.of(x.dim(0), p, q, w.dim(0));
        if (inputs.size() == 4) {
            in.shape(3, y);
        }
        return List.of(new TensorType(in.type(0).dtype(), y));
    }

    /** Output size along one axis, or less than 1 if no window fits. */
    static long outputSize(long size, long padding, long dilation, long window, long stride) {
        return Math.floorDiv(size + padding - dilation * (window - 1) - 1, stride) + 1;
    }

    @Override
    public long[] params() {
        return Params.conv2d(spec, activation);
    }

    @Override
    public void gradient(Adjoint a) {
        Node dy = activation.before(a);
        Node x = a.input(0);
        Node w = a.input(1);
        if (a.inputCount() == 4) {
            a.add(3, dy);
        }
        if (a.inputCount() >= 3 && a.wants(2)) {
            a.add(2, a.graph().reshape(a.graph().sum(dy, 0, 1, 2), dy.shape().dim(3)));
        }
        if (a.wants(1)) {
            a.add(1, a.graph().apply(new ConvolutionGradWeights(spec, w.shape()), x, dy));
        }
        if (a.wants(0)) {
            a.add(0, a.graph().apply(new ConvolutionGradData(spec, x.shape()), dy, w));
        }
    }
}
