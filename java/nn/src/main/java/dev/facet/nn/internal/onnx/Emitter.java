package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/** Brings values into a graph, with their axes in memory where an op needs them; moves elements only where it must. */
final class Emitter {
    private final Graph graph;

    Emitter(Graph graph) {
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }

    /** The value with its axes in the given order in memory and one axis of the node for each; a scalar has the shape [1]. */
    Node inOrder(Value value, int[] order, Use use) {
        long[] shape = order.length == 0 ? new long[] {1} : Dims.permuted(value.dims(), order);
        return inSequence(value, value.layout().sequence(order), shape, use);
    }

    /** The value row-major. */
    Node rowMajor(Value value, Use use) {
        return inOrder(value, Dims.identity(value.rank()), use);
    }

    /** An image [N,C,H,W] as [N,H,W,C]. */
    Node image(Value value) {
        return inOrder(value, Axes.NHWC, Use.TERM);
    }

    /**
     * The value with the factors of its layout in the given order.
     *
     * @param sequence numbers of all factors
     * @param shape of the node to make
     */
    Node inSequence(Value value, int[] sequence, long[] shape, Use use) {
        Arrangement arrangement = Arrangement.of(value.layout().factors(), sequence);
        if (value.isKnown()) {
            return value.tensor().node(graph, arrangement, shape, use);
        }
        return graph.reshape(arrangement.apply(graph, value.node()), shape);
    }

    /** The value with the factors of its layout as axes, as they lie in memory; of shape [1] if it has none. */
    Node asFactors(Value value) {
        long[] factors = value.layout().factors();
        return inSequence(
                value, Dims.identity(factors.length), factors.length == 0 ? new long[] {1} : factors, Use.TERM);
    }

    /** An order of the value's axes in which memory has them, or row-major after moving the elements so. */
    Ordered ordered(Value value, Use use) {
        int[] order = value.layout().order();
        if (order == null) {
            order = Dims.identity(value.rank());
        }
        return new Ordered(inOrder(value, order, use), order);
    }

    /** A node whose axis {@code i} is axis {@code order[i]} of a value. */
    record Ordered(Node node, int[] order) {
        /** The node's axis that is the value's axis {@code axis}. */
        int place(int axis) {
            return Dims.inverse(order)[axis];
        }

        /** The value that {@code result}, of the same axes but other sizes, is. */
        Value value(Node result) {
            long[] dims = new long[order.length];
            for (int i = 0; i < order.length; i++) {
                dims[order[i]] = result.shape().dim(i);
            }
            return Value.computed(result, Layout.ordered(dims, order));
        }
    }

    /** The value under other axes; its elements move only if they must. */
    Value reshaped(Value value, long... dims) {
        Layout layout = value.layout().reshaped(dims);
        if (layout != null) {
            return value.viewed(layout);
        }
        return Value.computed(rowMajor(value, Use.TERM), Layout.rowMajor(dims));
    }
}
