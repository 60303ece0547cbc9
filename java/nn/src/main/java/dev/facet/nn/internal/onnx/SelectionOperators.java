package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.internal.onnx.Emitter.Ordered;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Concat, Slice, Split, Gather, Pad, Expand. */
final class SelectionOperators {
    /** A border of a value other than 0 is stored with the program. */
    private static final int MAX_BORDER = 1 << 24;

    private SelectionOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Concat", Operator.of(SelectionOperators::concat));
        operators.put("Slice", Operator.of(SelectionOperators::slice));
        operators.put("Split", SelectionOperators::split);
        operators.put("Gather", Operator.of(SelectionOperators::gather));
        operators.put("Pad", Operator.of(SelectionOperators::pad));
        operators.put(
                "Expand",
                Operator.of(call -> expand(
                        call,
                        call.input(0),
                        Dims.broadcast(call.input(0).dims(), call.constant(1).integers()))));
    }

    private static Value concat(Call call) {
        List<Value> parts =
                IntStream.range(0, call.inputCount()).mapToObj(call::input).toList();
        if (parts.isEmpty() || !call.node().has("axis")) {
            throw new OnnxException("inputs or axis are missing");
        }
        int rank = parts.get(0).rank();
        int axis = Dims.axis(call.node().integer("axis", 0), rank);
        if (call.isFoldable()) {
            return call.folded(HostMath.concat(parts.stream().map(Value::data).toList(), axis));
        }
        if (parts.stream().anyMatch(part -> part.rank() != rank)) {
            throw new OnnxException("the inputs have different numbers of axes");
        }
        Value leading =
                parts.stream().filter(part -> !part.isKnown()).findFirst().orElse(parts.get(0));
        Ordered ordered = call.emit().ordered(leading, Use.TERM);
        List<Node> nodes = parts.stream()
                .map(part -> call.emit().inOrder(part, ordered.order(), Use.TERM))
                .toList();
        return ordered.value(Pieces.concat(call.graph(), ordered.place(axis), nodes));
    }

    private static Value slice(Call call) {
        Value x = call.input(0);
        long[] starts = call.list("starts", 1, 10);
        long[] ends = call.list("ends", 2, 10);
        long[] axes = call.list("axes", 3, 10);
        long[] steps = call.opset() >= 10 && call.has(4) ? call.constant(4).integers() : null;
        if (starts == null || ends == null || starts.length != ends.length) {
            throw new OnnxException("starts and ends do not match");
        }
        if (axes == null) {
            axes = LongStream.range(0, starts.length).toArray();
        }
        if (axes.length != starts.length || steps != null && steps.length != starts.length) {
            throw new OnnxException("axes or steps do not match the starts");
        }
        Value result = x;
        for (int i = 0; i < starts.length; i++) {
            int axis = Dims.axis(axes[i], x.rank());
            result = slice(call, result, axis, starts[i], ends[i], steps == null ? 1 : steps[i]);
        }
        return result;
    }

    private static Value slice(Call call, Value x, int axis, long from, long to, long wantedStep) {
        long size = x.layout().dim(axis);
        long step = Math.max(-Dims.MAX_ELEMENTS, Math.min(Dims.MAX_ELEMENTS, wantedStep));
        if (step == 0) {
            throw new OnnxException("a step is 0");
        }
        // As in NumPy, positions beyond the ends mean the ends; going backwards, "before the first" is the lower end.
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long start = clamped(from, size, 0, high);
        long end = clamped(to, size, low, high);
        long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        if (count <= 0) {
            throw new OnnxException("nothing would be left of axis " + axis + ", which has " + size + " elements");
        }
        if (x.isFoldable() || step < 0) {
            return select(call, x, axis, positions(start, step, count));
        }
        Ordered ordered = call.emit().ordered(x, Use.TERM);
        return ordered.value(Pieces.strided(call.graph(), ordered.node(), ordered.place(axis), start, step, count));
    }

    private static long[] positions(long start, long step, long count) {
        if (count > HostMath.MAX_FOLDED) {
            throw new UnsupportedOnnxException("more than " + HostMath.MAX_FOLDED + " elements along an axis");
        }
        long[] positions = new long[(int) Math.max(0, count)];
        Arrays.setAll(positions, i -> start + i * step);
        return positions;
    }

    private static long clamped(long position, long size, long low, long high) {
        long counted = position < 0 ? position + size : position;
        return Math.max(low, Math.min(high, counted));
    }

    private static Value select(Call call, Value x, int axis, long[] positions) {
        if (x.isFoldable()) {
            return call.folded(HostMath.select(x.data(), axis, positions));
        }
        Ordered ordered = call.emit().ordered(x, Use.TERM);
        return ordered.value(Pieces.select(call.graph(), ordered.node(), ordered.place(axis), positions));
    }

    private static List<Value> split(Call call) {
        Value x = call.input(0);
        int axis = Dims.axis(call.node().integer("axis", 0), x.rank());
        long size = x.layout().dim(axis);
        int parts = call.node().outputs().size();
        long declared = call.opset() >= 18 ? call.node().integer("num_outputs", parts) : parts;
        long[] sizes = call.list("split", 1, 13);
        if (sizes == null) {
            long each = (size + parts - 1) / parts;
            sizes = LongStream.range(0, parts)
                    .map(i -> Math.min(each, size - i * each))
                    .toArray();
        }
        if (sizes.length != parts
                || declared != parts
                || Arrays.stream(sizes).anyMatch(s -> s < 1)
                || Arrays.stream(sizes).sum() != size) {
            throw new OnnxException("axis " + axis + " of " + size + " elements cannot be split into "
                    + Arrays.toString(sizes) + " for " + parts + " outputs");
        }
        List<Value> results = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < parts; i++) {
            if (x.isFoldable()) {
                long[] positions = positions(start, 1, sizes[i]);
                results.add(call.folded(i, HostMath.select(x.data(), axis, positions)));
            } else {
                Ordered ordered = call.emit().ordered(x, Use.TERM);
                results.add(ordered.value(
                        Pieces.slice(call.graph(), ordered.node(), ordered.place(axis), start, sizes[i])));
            }
            start += sizes[i];
        }
        return results;
    }

    private static Value gather(Call call) {
        Value x = call.input(0);
        int axis = Dims.axis(call.node().integer("axis", 0), x.rank());
        HostTensor indices = call.constant(1);
        long size = x.layout().dim(axis);
        long[] positions = new long[indices.count()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = indices.integers()[i] < 0 ? indices.integers()[i] + size : indices.integers()[i];
            if (positions[i] < 0 || positions[i] >= size) {
                throw new OnnxException("index " + indices.integer(i) + " does not exist in an axis of " + size);
            }
        }
        Value selected = select(call, x, axis, positions);
        long[] dims = LongStream.concat(
                        Arrays.stream(x.dims()).limit(axis),
                        LongStream.concat(
                                Arrays.stream(indices.dims()),
                                Arrays.stream(x.dims()).skip(axis + 1)))
                .toArray();
        return call.emit().reshaped(selected, dims);
    }

    private static Value pad(Call call) {
        Value x = call.input(0);
        int rank = x.rank();
        boolean attributes = call.opset() < 11;
        long[] pads =
                attributes ? call.node().integers("pads") : call.constant(1).integers();
        double value = attributes
                ? call.node().real("value", 0)
                : call.has(2) ? call.constant(2).item() : 0;
        long[] axes = call.has(3)
                ? call.constant(3).integers()
                : LongStream.range(0, rank).toArray();
        String mode = call.node().text("mode", "constant");
        if (pads == null || pads.length != 2 * axes.length) {
            throw new OnnxException("there must be two pads for each axis");
        }
        Value result = x;
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], rank);
            result = pad(call, result, axis, pads[i], pads[i + axes.length], mode, value);
        }
        return result;
    }

    private static Value pad(Call call, Value x, int axis, long before, long after, String mode, double value) {
        if (before == 0 && after == 0) {
            return x;
        }
        long size = x.layout().dim(axis);
        if (Math.abs(before) > Dims.MAX_ELEMENTS || Math.abs(after) > Dims.MAX_ELEMENTS) {
            throw new OnnxException("pads of " + before + " and " + after);
        }
        long[] dims = x.dims();
        dims[axis] = size + before + after;
        Dims.count(dims);
        if (!mode.equals("constant")) {
            long[] positions = positions(-before, 1, dims[axis]);
            Arrays.setAll(positions, i -> mirrored(positions[i], size, mode));
            return select(call, x, axis, positions);
        }
        if (value != 0 && Dims.count(dims) - x.layout().count() > MAX_BORDER) {
            throw new UnsupportedOnnxException("a border of more than " + MAX_BORDER + " elements that are not 0");
        }
        Ordered ordered = call.emit().ordered(x, Use.TERM);
        int place = ordered.place(axis);
        Graph g = call.graph();
        long start = Math.max(0, -before);
        Node kept = Pieces.slice(g, ordered.node(), place, start, size + Math.min(0, after) - start);
        long[] ahead = new long[x.rank()];
        long[] behind = new long[x.rank()];
        ahead[place] = Math.max(0, before);
        behind[place] = Math.max(0, after);
        return ordered.value(g.pad(kept, ahead, behind, value));
    }

    private static long mirrored(long i, long size, String mode) {
        return switch (mode) {
            case "edge" -> Math.max(0, Math.min(size - 1, i));
            case "wrap" -> Math.floorMod(i, size);
            case "reflect" -> {
                long period = Math.max(1, 2 * (size - 1));
                long place = Math.floorMod(i, period);
                yield Math.min(place, period - place);
            }
            default ->
                throw new UnsupportedOnnxException(
                        "mode '" + mode + "'; constant, edge, reflect and wrap are supported");
        };
    }

    /** The value repeated to the given sizes. */
    static Value expand(Call call, Value x, long[] dims) {
        if (x.isFoldable()) {
            return call.folded(HostMath.expand(x.data(), dims));
        }
        Value padded = x.viewed(x.layout().padded(dims.length));
        if (Arrays.equals(padded.dims(), dims)) {
            return padded;
        }
        Ordered ordered = call.emit().ordered(padded, Use.FACTOR);
        Dims.count(dims);
        return ordered.value(call.graph().broadcast(ordered.node(), Shape.of(Dims.permuted(dims, ordered.order()))));
    }
}
