package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Element by element: one value in whatever arrangement it has, or two in one arrangement with broadcasting. */
final class Elementwise {
    private Elementwise() {}

    /** A function of each element. */
    static Value apply(Call call, Value x, UnaryOperator<Node> function) {
        return Value.computed(function.apply(node(call.emit(), x)), x.layout());
    }

    /** A function of pairs of elements of {@code a} and {@code b} with NumPy's broadcasting. */
    static Value apply(Call call, Value a, Use useOfA, Value b, Use useOfB, BinaryOperator<Node> function) {
        int rank = Math.max(a.rank(), b.rank());
        Value left = a.viewed(a.layout().padded(rank));
        Value right = b.viewed(b.layout().padded(rank));
        long[] dims = Dims.broadcast(a.dims(), b.dims());
        boolean leftLeads = Arrays.equals(left.dims(), dims) && !(left.isKnown() && Arrays.equals(right.dims(), dims));
        if (leftLeads) {
            return Value.computed(
                    function.apply(node(call.emit(), left), following(call.emit(), left, right, useOfB)),
                    left.layout());
        }
        if (Arrays.equals(right.dims(), dims)) {
            return Value.computed(
                    function.apply(following(call.emit(), right, left, useOfA), node(call.emit(), right)),
                    right.layout());
        }
        // Each is repeated along an axis of the other: both in the order that one of them has.
        int[] order = (left.isKnown() ? right : left).layout().order();
        if (order == null) {
            order = Dims.identity(rank);
        }
        Node result = function.apply(
                call.emit().inOrder(left, order, useOfA), call.emit().inOrder(right, order, useOfB));
        return Value.computed(result, Layout.ordered(dims, order));
    }

    /** The leading value as a node, in the shape in which {@link #following} expects it. */
    static Node node(Emitter emitter, Value value) {
        int[] inPlace = Dims.identity(value.layout().factors().length);
        return emitter.inSequence(value, inPlace, shape(value.layout()), Use.TERM);
    }

    /** One axis for each axis in memory order if memory has them so, else one for each factor. */
    private static long[] shape(Layout layout) {
        int[] order = layout.order();
        if (order != null && order.length <= Shape.MAX_RANK) {
            return layout.shape();
        }
        long[] factors = layout.factors();
        return factors.length == 0 ? new long[] {1} : factors;
    }

    /**
     * A value that fits the node of a leading value: the same axes in memory, 1 where it is to be repeated; a vector if it varies
     * along the innermost axis only.
     */
    static Node following(Emitter emitter, Value leading, Value value, Use use) {
        Layout layout = leading.layout();
        Value parts = value;
        int[] order = layout.order();
        if (order == null || order.length > Shape.MAX_RANK) {
            int[] flat = layout.sequence(Dims.identity(layout.rank()));
            long[] dims = new long[flat.length];
            int next = 0;
            for (int axis = 0; axis < layout.rank(); axis++) {
                for (int factor : layout.factorsOf(axis)) {
                    dims[next++] = value.layout().dim(axis) == 1 ? 1 : layout.factors()[factor];
                }
            }
            parts = emitter.reshaped(value, dims);
            order = Dims.inverse(flat);
        }
        long[] shape = Dims.permuted(parts.dims(), order);
        int last = shape.length - 1;
        if (last < 0) {
            shape = new long[] {1};
        } else if (parts.layout().count() == shape[last]) {
            shape = new long[] {shape[last]};
        }
        return emitter.inSequence(parts, parts.layout().sequence(order), shape, use);
    }
}
