package dev.facet.engine.ops;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.ShapeException;
import dev.facet.engine.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sum or mean over the axes of a bit mask, which stay with size 1. */
public record Reduce(Kind kind, int axisMask) implements Op {
    /** The order is the kind's code in programs. */
    public enum Kind {
        SUM,
        MEAN
    }

    /** A reduction over {@code axes} of a tensor of that shape; over all if none are given. */
    public static Reduce over(Kind kind, Shape shape, int... axes) {
        int mask = axes.length == 0 ? (1 << shape.rank()) - 1 : 0;
        for (int axis : axes) {
            if (axis < 0 || axis >= shape.rank() || (mask & 1 << axis) != 0) {
                throw new ShapeException(
                        "reduce: axes " + Arrays.toString(axes) + " must be distinct axes of x, which is " + shape);
            }
            mask |= 1 << axis;
        }
        return new Reduce(kind, mask);
    }

    /** The sum of x over the axes that {@code shape} has as 1: the gradient of broadcasting from {@code shape}. */
    static Node toShape(Graph graph, Node x, Shape shape) {
        int[] axes = IntStream.range(0, shape.rank())
                .filter(i -> shape.dim(i) == 1 && x.shape().dim(i) != 1)
                .toArray();
        return axes.length == 0 ? x : graph.sum(x, axes);
    }

    @Override
    public OpCode code() {
        return OpCode.REDUCE;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        long[] dims = in.shape(0).toArray();
        in.that(axisMask > 0 && axisMask < 1 << dims.length, "the axis mask " + axisMask + " names no axes of x");
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (axisMask & 1 << i) != 0 ? 1 : dims[i];
        }
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(dims)));
    }

    @Override
    public long[] params() {
        return new long[] {kind.ordinal(), axisMask};
    }

    @Override
    public void gradient(Adjoint a) {
        Shape x = a.input(0).shape();
        double scale = kind == Kind.SUM ? 1 : (double) a.output(0).shape().count() / x.count();
        a.add(0, a.graph().apply(new Broadcast(x, scale), a.gradient(0)));
    }
}
