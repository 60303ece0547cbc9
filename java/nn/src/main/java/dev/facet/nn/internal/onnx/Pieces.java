package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.List;

/** Parts of nodes along one axis, and nodes made of parts. */
final class Pieces {
    /** Parts that one value may be put together from. */
    private static final int MAX_PIECES = 4096;

    /** Inputs of the engine's concat. */
    private static final int MAX_INPUTS = 64;

    private Pieces() {}

    /** The elements from {@code start} on along an axis. */
    static Node slice(Graph graph, Node x, int axis, long start, long size) {
        if (start < 0 || size < 1 || start + size > x.shape().dim(axis)) {
            throw new OnnxException("elements " + start + " to " + (start + size) + " of an axis of "
                    + x.shape().dim(axis) + " are none or do not exist");
        }
        if (size == x.shape().dim(axis)) {
            return x;
        }
        long[] starts = new long[x.shape().rank()];
        starts[axis] = start;
        return graph.slice(x, starts, x.shape().with(axis, size).toArray());
    }

    /** The nodes joined along an axis, however many. */
    static Node concat(Graph graph, int axis, List<Node> parts) {
        List<Node> level = parts;
        while (level.size() > 1) {
            List<Node> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += MAX_INPUTS) {
                List<Node> group = level.subList(i, Math.min(level.size(), i + MAX_INPUTS));
                next.add(group.size() == 1 ? group.get(0) : graph.concat(axis, group.toArray(Node[]::new)));
            }
            level = next;
        }
        return level.get(0);
    }

    /** The elements at the given positions along an axis. */
    static Node select(Graph graph, Node x, int axis, long[] positions) {
        if (positions.length == 0) {
            throw new OnnxException("no elements would be left of the axis");
        }
        List<Node> parts = new ArrayList<>();
        int i = 0;
        while (i < positions.length) {
            int end = i + 1;
            while (end < positions.length && positions[end] == positions[end - 1] + 1) {
                end++;
            }
            parts.add(slice(graph, x, axis, positions[i], end - i));
            if (parts.size() > MAX_PIECES) {
                throw new UnsupportedOnnxException("it would take more than " + MAX_PIECES + " slices");
            }
            i = end;
        }
        return concat(graph, axis, parts);
    }

    /** Every {@code step}-th element of an axis from {@code start} on, {@code count} of them. */
    static Node strided(Graph graph, Node x, int axis, long start, long step, long count) {
        if (step == 1 || count == 1) {
            return slice(graph, x, axis, start, count);
        }
        List<Node> parts = new ArrayList<>();
        boolean whole = start + count * step <= x.shape().dim(axis);
        long blocks = whole ? count : count - 1;
        Node covered = slice(graph, x, axis, start, blocks * step);
        long[] dims = covered.shape().toArray();
        long outer = 1;
        long inner = 1;
        for (int i = 0; i < dims.length; i++) {
            outer *= i < axis ? dims[i] : 1;
            inner *= i > axis ? dims[i] : 1;
        }
        Node split = graph.reshape(covered, outer, blocks, step, inner);
        dims[axis] = blocks;
        parts.add(graph.reshape(slice(graph, split, 2, 0, 1), dims));
        if (!whole) {
            parts.add(slice(graph, x, axis, start + blocks * step, 1));
        }
        return concat(graph, axis, parts);
    }
}
