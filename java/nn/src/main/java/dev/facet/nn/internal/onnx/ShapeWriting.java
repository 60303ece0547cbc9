package dev.facet.nn.internal.onnx;

import static dev.facet.nn.internal.onnx.ModelWriter.attribute;

import dev.facet.engine.ops.Broadcast;
import dev.facet.engine.ops.Concat;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Reduce;
import dev.facet.engine.ops.Reshape;
import dev.facet.engine.ops.Slice;
import dev.facet.engine.ops.SliceGrad;
import dev.facet.engine.ops.SumSquares;
import dev.facet.engine.ops.Transpose;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ops that arrange, choose, repeat or sum elements. */
final class ShapeWriting {
    private ShapeWriting() {}

    static void register(Map<Class<? extends Op>, WritingRule> rules) {
        rules.put(Reshape.class, ShapeWriting::reshape);
        rules.put(Transpose.class, ShapeWriting::transpose);
        rules.put(Concat.class, ShapeWriting::concat);
        rules.put(Slice.class, ShapeWriting::slice);
        rules.put(SliceGrad.class, ShapeWriting::pad);
        rules.put(Broadcast.class, ShapeWriting::broadcast);
        rules.put(Reduce.class, ShapeWriting::reduce);
        rules.put(SumSquares.class, ShapeWriting::sumSquares);
    }

    /** Only the description changes, unless memory lies otherwise. */
    private static Written reshape(WritingCall call) {
        Written x = call.input(0);
        long[] dims = call.dims();
        Layout layout = x.layout().reshaped(dims);
        if (layout != null) {
            return new Written(x.name(), x.isWeights() ? dims : x.dims(), layout, x.data());
        }
        Written rowMajor = call.writer().ordered(x, Dims.identity(x.rank()));
        return Written.computed(rowMajor.name(), rowMajor.dims(), Layout.rowMajor(dims));
    }

    private static Written transpose(WritingCall call) {
        Written x = call.input(0);
        int[] axes = call.op(Transpose.class).axes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        Layout layout = x.layout().transposed(axes);
        return new Written(x.name(), x.isWeights() ? layout.dims() : x.dims(), layout, x.data());
    }

    private static Written concat(WritingCall call) {
        int axis = call.op(Concat.class).axis();
        Written leading = IntStream.range(0, call.inputCount())
                .mapToObj(call::input)
                .filter(value -> !value.isWeights())
                .findFirst()
                .orElse(call.input(0));
        int[] order = call.writer().ordered(leading).layout().order();
        List<String> parts = IntStream.range(0, call.inputCount())
                .mapToObj(i -> call.writer().ordered(call.input(i), order).name())
                .toList();
        return call.ordered("Concat", parts, order, attribute("axis", (long) Dims.inverse(order)[axis]));
    }

    private static Written slice(WritingCall call) {
        Slice op = call.op(Slice.class);
        Written x = call.writer().ordered(call.input(0));
        int[] order = x.layout().order();
        List<Long> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        List<Long> axes = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            long start = op.starts().get(order[i]);
            long size = op.size().dim(order[i]);
            if (size != x.dims()[i]) {
                starts.add(start);
                ends.add(start + size);
                axes.add((long) i);
            }
        }
        return call.ordered(
                "Slice",
                List.of(x.name(), list(call, "starts", starts), list(call, "ends", ends), list(call, "axes", axes)),
                order);
    }

    private static String list(WritingCall call, String suffix, List<Long> values) {
        long[] array = values.stream().mapToLong(Long::longValue).toArray();
        return call.writer().model().integers(call.node().name() + "/" + suffix, array);
    }

    /** A border of zeros. */
    private static Written pad(WritingCall call) {
        SliceGrad op = call.op(SliceGrad.class);
        Written x = call.writer().ordered(call.input(0));
        int[] order = x.layout().order();
        int rank = order.length;
        long[] pads = new long[2 * rank];
        for (int i = 0; i < rank; i++) {
            pads[i] = op.starts().get(order[i]);
            pads[rank + i] = call.dims()[order[i]] - pads[i] - x.dims()[i];
        }
        String name = call.writer().model().integers(call.node().name() + "/pads", pads);
        return call.ordered("Pad", List.of(x.name(), name), order);
    }

    private static Written broadcast(WritingCall call) {
        Broadcast op = call.op(Broadcast.class);
        Written x = call.writer().ordered(call.input(0));
        int[] order = x.layout().order();
        long[] target = Dims.permuted(call.dims(), order);
        for (int i = 0; i < target.length; i++) {
            if (order[i] == 0 && target[i] % GraphWriter.IMAGES == 0 && x.dims()[i] == 1) {
                throw new UnsupportedOnnxException(
                        "a value is repeated over the images (" + call.node() + "), whose number is open in ONNX");
            }
            target[i] = target[i] == x.dims()[i] ? 1 : target[i];
        }
        String sizes = call.writer().model().integers(call.node().name() + "/sizes", target);
        if (op.factor() == 1) {
            return call.ordered("Expand", List.of(x.name(), sizes), order);
        }
        String repeated = call.step("Expand", "repeated", List.of(x.name(), sizes));
        return call.ordered("Mul", List.of(repeated, call.scalar("factor", op.factor())), order);
    }

    private static Written reduce(WritingCall call) {
        Reduce op = call.op(Reduce.class);
        Written x = call.writer().ordered(call.input(0));
        int[] order = x.layout().order();
        long[] axes = IntStream.range(0, order.length)
                .filter(i -> (op.axisMask() & 1 << order[i]) != 0)
                .asLongStream()
                .toArray();
        if (op.kind() == Reduce.Kind.MEAN) {
            return call.ordered("ReduceMean", List.of(x.name()), order, attribute("axes", axes));
        }
        String list = call.writer().model().integers(call.node().name() + "/axes", axes);
        return call.ordered("ReduceSum", List.of(x.name(), list), order);
    }

    private static Written sumSquares(WritingCall call) {
        String sum = call.step("ReduceSumSquare", "sum", List.of(call.plain(0)), attribute("keepdims", 0L));
        String one = call.writer().model().integers(call.node().name() + "/one", 1);
        return call.ordered("Reshape", List.of(sum, one), Dims.identity(1));
    }
}
