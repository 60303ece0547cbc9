package dev.facet.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Padding with a constant that is not 0: blocks of it are joined to the tensor, one axis after the other. */
final class Padding {
    private Padding() {}

    /** The shape with the padding. */
    static Shape padded(Shape x, long[] before, long[] after) {
        boolean negative = Arrays.stream(before).anyMatch(n -> n < 0)
                || Arrays.stream(after).anyMatch(n -> n < 0);
        if (before.length != x.rank() || after.length != x.rank() || negative) {
            throw new ShapeException("pad: the paddings " + Arrays.toString(before) + " and " + Arrays.toString(after)
                    + " need one entry, not negative, for each axis of x, which is " + x);
        }
        Shape whole = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            whole = whole.with(axis, before[axis] + x.dim(axis) + after[axis]);
        }
        return whole;
    }

    static Node concat(Graph graph, Node x, long[] before, long[] after, double value) {
        Node y = x;
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            List<Node> parts = new ArrayList<>();
            addBlock(parts, graph, y.shape(), axis, before[axis], value);
            parts.add(y);
            addBlock(parts, graph, y.shape(), axis, after[axis], value);
            if (parts.size() > 1) {
                y = graph.concat(axis, parts.toArray(Node[]::new));
            }
        }
        return y;
    }

    private static void addBlock(List<Node> parts, Graph graph, Shape shape, int axis, long size, double value) {
        if (size > 0) {
            parts.add(graph.fill(value, shape.with(axis, size).toArray()));
        }
    }
}
