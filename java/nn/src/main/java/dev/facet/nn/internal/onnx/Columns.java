package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A value as rows of columns, for what sums over the innermost axis of memory. The columns' parts may lie in any order among
 * themselves, as after the flattening of an image; weights follow ({@link #matrix}, {@link #vector}), so that they move and the
 * activations stay.
 */
final class Columns {
    private final Emitter emitter;
    private final Value value;
    private final int[] sequence;
    private final int own;
    private final long rows;
    private final long columns;
    private final long[] parts;
    private final int[] partOrder;

    private Columns(Emitter emitter, Value value, int[] columnAxes, boolean orderedRows) {
        this.emitter = emitter;
        this.value = value;
        Layout layout = value.layout();
        int[] ownFactors = layout.sequence(columnAxes);
        int[] others = layout.sequence(IntStream.range(0, value.rank())
                .filter(axis -> Arrays.stream(columnAxes).noneMatch(own -> own == axis))
                .toArray());
        if (!orderedRows) {
            Arrays.sort(others);
        }
        int[] sorted = ownFactors.clone();
        Arrays.sort(sorted);
        boolean inPlace = Arrays.equals(concat(others, sorted), Dims.identity(others.length + sorted.length));
        int[] taken = inPlace ? sorted : ownFactors;
        this.sequence = concat(others, taken);
        this.own = taken.length;
        long[] sizes = layout.factors();
        this.parts = Dims.permuted(sizes, ownFactors);
        this.partOrder = new int[taken.length];
        Arrays.setAll(partOrder, i -> indexOf(ownFactors, taken[i]));
        this.columns = Dims.count(parts);
        this.rows = layout.count() / columns;
    }

    /** Rows in ONNX order, columns over the last axis: the left side of a matrix product. */
    static Columns orderedRows(Emitter emitter, Value value) {
        return new Columns(emitter, value, new int[] {value.rank() - 1}, true);
    }

    /** Columns over the given axes, rows as they come. */
    static Columns anyRows(Emitter emitter, Value value, int... columnAxes) {
        return new Columns(emitter, value, columnAxes, false);
    }

    /** [rows, columns]. */
    Node node() {
        return emitter.inSequence(value, sequence, new long[] {rows, columns}, Use.TERM);
    }

    /** As {@link #node}, with the rows' axes apart where memory has them so: an image stays [N,H,W,C]. */
    Node shaped() {
        Layout layout = value.layout().rearranged(sequence);
        long[] shape = layout.shape();
        boolean whole = layout.order() != null
                && shape.length <= Shape.MAX_RANK
                && shape[shape.length - 1] == columns
                && own <= 1;
        return emitter.inSequence(value, sequence, whole ? shape : new long[] {rows, columns}, Use.TERM);
    }

    /** The value whose elements {@code node} has, in this arrangement. */
    Value value(Node node) {
        return Value.computed(node, value.layout().rearranged(sequence));
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
        return follow(vector.viewed(vector.layout().padded(2)), use, new long[] {columns});
    }

    private Node follow(Value matrix, Use use, long[] shape) {
        if (matrix.rank() != 2 || matrix.layout().dim(1) != columns) {
            throw new OnnxException("sizes " + Arrays.toString(matrix.dims()) + " do not fit " + columns + " columns");
        }
        long[] split = new long[1 + parts.length];
        split[0] = matrix.layout().dim(0);
        System.arraycopy(parts, 0, split, 1, parts.length);
        Value apart = emitter.reshaped(matrix, split);
        int[] order = new int[split.length];
        for (int i = 0; i < partOrder.length; i++) {
            order[i + 1] = partOrder[i] + 1;
        }
        return emitter.inSequence(apart, apart.layout().sequence(order), shape, use);
    }

    private static int[] concat(int[] a, int[] b) {
        int[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }

    private static int indexOf(int[] values, int value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        throw new IllegalStateException(value + " is not among " + Arrays.toString(values));
    }
}
