package dev.facet.nn.internal.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a value is read as a matrix whose columns are some of its axes, with as little movement as possible: none if the columns
 * are innermost in memory, in whatever order their parts lie.
 *
 * @param sequence the layout's factors in the order in which the matrix has them
 * @param parts sizes of the factors that a column's number is made of, most significant first
 * @param partOrder the parts in the order in which the matrix has them
 */
record ColumnOrder(int[] sequence, long rows, long columns, long[] parts, int[] partOrder) {
    /**
     * The order for a layout.
     *
     * @param orderedRows whether the rows must be in the order of the other axes
     */
    static ColumnOrder of(Layout layout, boolean orderedRows, int... columnAxes) {
        int[] own = layout.sequence(columnAxes);
        int[] others = layout.sequence(IntStream.range(0, layout.rank())
                .filter(axis -> Arrays.stream(columnAxes).noneMatch(column -> column == axis))
                .toArray());
        if (!orderedRows) {
            Arrays.sort(others);
        }
        int[] sorted = own.clone();
        Arrays.sort(sorted);
        int[] inPlace = concat(others, sorted);
        int[] taken = Arrays.equals(inPlace, Dims.identity(inPlace.length)) ? sorted : own;
        long[] parts = Dims.permuted(layout.factors(), own);
        int[] partOrder = new int[own.length];
        Arrays.setAll(partOrder, i -> indexOf(own, taken[i]));
        long columns = Dims.count(parts);
        return new ColumnOrder(concat(others, taken), layout.count() / columns, columns, parts, partOrder);
    }

    /** Sizes of a matrix [rows, columns] of weights with its columns split into the parts. */
    long[] split(long rowsOfWeights) {
        long[] split = new long[1 + parts.length];
        split[0] = rowsOfWeights;
        System.arraycopy(parts, 0, split, 1, parts.length);
        return split;
    }

    /** The axes of {@link #split} in the order in which this matrix has its columns. */
    int[] splitOrder() {
        int[] order = new int[1 + parts.length];
        for (int i = 0; i < partOrder.length; i++) {
            order[i + 1] = partOrder[i] + 1;
        }
        return order;
    }

    private static int[] concat(int[] a, int[] b) {
        int[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }

    private static int indexOf(int[] values, int value) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == value)
                .findFirst()
                .orElseThrow();
    }
}
