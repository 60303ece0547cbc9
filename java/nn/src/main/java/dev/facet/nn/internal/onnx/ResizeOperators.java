package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.internal.onnx.Emitter.Ordered;
import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** Resize and Upsample, nearest and linear, axis by axis. */
final class ResizeOperators {
    /** Elements of a resized axis at most. */
    private static final long MAX_SIZE = 1 << 16;

    private ResizeOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Resize", Operator.of(ResizeOperators::resize));
        operators.put("Upsample", Operator.of(ResizeOperators::resize));
    }

    private static Value resize(Call call) {
        Value x = call.input(0);
        Sampling sampling = Sampling.of(call);
        float[] scales = scales(call, x);
        long[] sizes = sizes(call, x, scales);
        boolean linear = sampling.linear();
        if (linear && x.rank() == 4 && sampling.isHalfPixel(sizes[2], sizes[3]) && onlyImageAxes(x, sizes, scales)) {
            return Images.value(call.graph().resizeBilinear(call.emit().image(x), sizes[2], sizes[3]));
        }
        Value result = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            long size = x.layout().dim(axis);
            if (sizes[axis] != size || scales[axis] != 1) {
                result = linear
                        ? interpolated(call, result, axis, sampling.linear(size, sizes[axis], scales[axis]))
                        : nearest(call, result, axis, sampling.nearest(size, sizes[axis], scales[axis]));
            }
        }
        return result;
    }

    /** Scale of each axis, from scales or sizes. */
    private static float[] scales(Call call, Value x) {
        float[] given = given(call);
        int[] axes = axes(call, x.rank());
        float[] scales = new float[x.rank()];
        Arrays.fill(scales, 1);
        long[] target = given == null ? targets(call) : null;
        int count = given == null ? target.length : given.length;
        if (count != axes.length) {
            throw new OnnxException(count + " scales or sizes for " + axes.length + " axes");
        }
        for (int i = 0; i < count; i++) {
            scales[axes[i]] = given == null ? target[i] / (float) x.layout().dim(axes[i]) : given[i];
            if (!(scales[axes[i]] > 0) || Float.isInfinite(scales[axes[i]])) {
                throw new OnnxException("the scale of axis " + axes[i] + " is " + scales[axes[i]]);
            }
        }
        return scales;
    }

    private static long[] sizes(Call call, Value x, float[] scales) {
        long[] sizes = x.dims();
        int[] axes = axes(call, x.rank());
        long[] target = given(call) == null ? targets(call) : null;
        for (int i = 0; i < axes.length; i++) {
            int axis = axes[i];
            sizes[axis] = target == null ? (long) Math.floor(sizes[axis] * scales[axis]) : target[i];
            if (sizes[axis] < 1 || sizes[axis] > MAX_SIZE) {
                throw new OnnxException("axis " + axis + " would have " + sizes[axis] + " elements; 1 to " + MAX_SIZE
                        + " are supported");
            }
        }
        Dims.count(sizes);
        return sizes;
    }

    /** The scales, or null where the model gives sizes. */
    private static float[] given(Call call) {
        int input = call.node().operator().equals("Upsample") || call.opset() < 11 ? 1 : 2;
        if (!call.has(input)) {
            return null;
        }
        float[] scales = call.constant(input).reals();
        return scales.length == 0 ? null : scales;
    }

    private static long[] targets(Call call) {
        if (call.opset() < 11 || !call.has(3)) {
            throw new OnnxException("neither scales nor sizes are given");
        }
        return call.constant(3).integers();
    }

    private static int[] axes(Call call, int rank) {
        long[] axes = call.node().integers("axes");
        return axes == null
                ? Dims.identity(rank)
                : Arrays.stream(axes).mapToInt(axis -> Dims.axis(axis, rank)).toArray();
    }

    /** True if only height and width change, by scales that are the ratios of the sizes. */
    private static boolean onlyImageAxes(Value x, long[] sizes, float[] scales) {
        for (int axis = 0; axis < 4; axis++) {
            boolean exact = scales[axis] == sizes[axis] / (float) x.layout().dim(axis);
            boolean kept = axis >= 2 || scales[axis] == 1;
            if (!exact || !kept) {
                return false;
            }
        }
        return true;
    }

    private static Value nearest(Call call, Value x, int axis, long[] positions) {
        Ordered ordered = call.emit().ordered(x, Use.TERM);
        int place = ordered.place(axis);
        long size = x.layout().dim(axis);
        long times = positions.length / size;
        boolean repeats = times * size == positions.length
                && LongStream.range(0, positions.length).allMatch(i -> positions[(int) i] == i / times);
        return ordered.value(
                repeats
                        ? repeated(call.graph(), ordered.node(), place, times)
                        : Pieces.select(call.graph(), ordered.node(), place, positions));
    }

    /** Every element along an axis {@code times} times. */
    private static Node repeated(Graph g, Node x, int axis, long times) {
        long[] dims = x.shape().toArray();
        long outer = Dims.count(Arrays.copyOf(dims, axis));
        long inner = Dims.count(Arrays.copyOfRange(dims, axis + 1, dims.length));
        Node apart = g.reshape(x, outer, dims[axis], 1, inner);
        Node repeated = g.broadcast(apart, Shape.of(outer, dims[axis], times, inner));
        dims[axis] *= times;
        return g.reshape(repeated, dims);
    }

    private static Value interpolated(Call call, Value x, int axis, Sampling.Weights weights) {
        Graph g = call.graph();
        Ordered ordered = call.emit().ordered(x, Use.TERM);
        int place = ordered.place(axis);
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[place] = weights.upper().length;
        String name = call.node().outputs().get(0) + "/axis" + axis;
        Node share = g.constant(name, Shape.of(shape), weights.upper());
        Node below = Pieces.select(g, ordered.node(), place, weights.below());
        Node above = Pieces.select(g, ordered.node(), place, weights.above());
        return ordered.value(g.add(below, g.mul(g.sub(above, below), share)));
    }
}
