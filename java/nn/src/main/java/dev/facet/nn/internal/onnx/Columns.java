package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;

/**
 * A value as rows of columns, for what sums over the innermost axis of memory. The columns' parts may lie in any order among
 * themselves, as after the flattening of an image; weights follow ({@link #matrix}, {@link #vector}), so that they move and the
 * activations stay.
 */
final class Columns {
    private final Emitter emitter;
    private final Value value;
    private final ColumnOrder order;

    private Columns(Emitter emitter, Value value, ColumnOrder order) {
        this.emitter = emitter;
        this.value = value;
        this.order = order;
    }

    /** Rows in ONNX order, columns over the last axis: the left side of a matrix product. */
    static Columns orderedRows(Emitter emitter, Value value) {
        return new Columns(emitter, value, ColumnOrder.of(value.layout(), true, value.rank() - 1));
    }

    /** Columns over the given axes, rows as they come. */
    static Columns anyRows(Emitter emitter, Value value, int... columnAxes) {
        return new Columns(emitter, value, ColumnOrder.of(value.layout(), false, columnAxes));
    }

    /** [rows, columns]. */
    Node node() {
        return emitter.inSequence(value, order.sequence(), flat(), Use.TERM);
    }

    /** As {@link #node}, with the rows' axes apart where memory has them so: an image stays [N,H,W,C]. */
    Node shaped() {
        Layout layout = value.layout().rearranged(order.sequence());
        long[] shape = layout.shape();
        boolean whole = layout.order() != null
                && shape.length <= Shape.MAX_RANK
                && shape[shape.length - 1] == order.columns()
                && order.parts().length <= 1;
        return emitter.inSequence(value, order.sequence(), whole ? shape : flat(), Use.TERM);
    }

    private long[] flat() {
        return new long[] {order.rows(), order.columns()};
    }

    /** The value whose elements {@code node} has, in this arrangement. */
    Value value(Node node) {
        return Value.computed(node, value.layout().rearranged(order.sequence()));
    }

    /**
     * A matrix whose columns follow this value's.
     *
     * @param matrix a value of two axes, [count, columns]
     */
    Node matrix(Value matrix, Use use) {
        return follow(matrix, use, matrix.dims());
    }

    /** A vector over the columns, [columns]. */
    Node vector(Value vector, Use use) {
        return follow(vector.viewed(vector.layout().padded(2)), use, new long[] {order.columns()});
    }

    private Node follow(Value matrix, Use use, long[] shape) {
        if (matrix.rank() != 2 || matrix.layout().dim(1) != order.columns()) {
            throw new OnnxException(
                    "sizes " + Arrays.toString(matrix.dims()) + " do not fit " + order.columns() + " columns");
        }
        Value apart = emitter.reshaped(matrix, order.split(matrix.layout().dim(0)));
        return emitter.inSequence(apart, apart.layout().sequence(order.splitOrder()), shape, use);
    }
}
