package dev.facet.nn.internal.onnx;

import dev.facet.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the axes of an ONNX value lie in memory. Memory is a row-major array over <em>factors</em>; each axis of the value is the
 * product of an ordered list of factors. So a permutation of axes, a flattening or a split of an axis changes the description and
 * moves no element: [N,C,H,W] kept as NHWC has the factors N, H, W, C and the axes (N), (C), (H), (W); flattened, the axes (N), (C H W).
 *
 * <p>Factors of size 1 do not appear, and neighbours in memory that are neighbours in one axis are one factor: two descriptions of
 * the same arrangement are equal.
 */
final class Layout {
    private final long[] dims;
    private final long[] sizes;
    private final int[][] axes;

    /** The order in which the value was made, for axes of size 1, which have no place of their own; or null. */
    private final int[] made;

    private Layout(long[] dims, long[] sizes, int[][] axes, int[] made) {
        Dims.requireRank(dims.length);
        this.dims = dims;
        this.sizes = sizes;
        this.axes = axes;
        this.made = made;
    }

    /** The layout of a value with these axes in memory as in ONNX. */
    static Layout rowMajor(long... dims) {
        return ordered(dims, Dims.identity(dims.length));
    }

    /**
     * The layout of a value whose axes lie in memory in another order.
     *
     * @param dims sizes of the value's axes
     * @param order from outermost to innermost in memory, the numbers of the axes
     */
    static Layout ordered(long[] dims, int[] order) {
        int[][] axes = new int[dims.length][];
        for (int i = 0; i < order.length; i++) {
            axes[order[i]] = new int[] {i};
        }
        return simplified(dims.clone(), Dims.permuted(dims, order), axes, order.clone());
    }

    int rank() {
        return dims.length;
    }

    /** Sizes of the value's axes. */
    long[] dims() {
        return dims.clone();
    }

    long dim(int axis) {
        return dims[axis];
    }

    int count() {
        return Dims.count(dims);
    }

    /** Sizes of the factors in memory order. */
    long[] factors() {
        return sizes.clone();
    }

    /** The factors of an axis, most significant first. */
    int[] factorsOf(int axis) {
        return axes[axis].clone();
    }

    /** The factors one meets when the axes are taken in the given order. */
    int[] sequence(int... order) {
        return Arrays.stream(order).flatMap(axis -> Arrays.stream(axes[axis])).toArray();
    }

    /** True if memory has the axes in the given order. */
    boolean isOrdered(int... order) {
        return isIdentity(sequence(order));
    }

    boolean isRowMajor() {
        return isOrdered(Dims.identity(rank()));
    }

    /**
     * An order of axes that memory has, or null if an axis is scattered. Where axes of size 1 leave a choice, it is the order in
     * which the value was made, else ONNX's.
     */
    int[] order() {
        for (int[] candidate : new int[][] {made, Dims.identity(rank())}) {
            if (candidate != null && isOrdered(candidate)) {
                return candidate.clone();
            }
        }
        boolean whole = Arrays.stream(axes).allMatch(factors -> factors.length <= 1);
        return whole ? stretches() : null;
    }

    /** The axes in memory order if each is one stretch of memory, with its factors in any order; else null. */
    private int[] stretches() {
        List<Integer> order = new ArrayList<>();
        int f = 0;
        while (f < sizes.length) {
            int axis = axisOf(f);
            int end = f + axes[axis].length;
            for (; f < end; f++) {
                if (f >= sizes.length || axisOf(f) != axis) {
                    return null;
                }
            }
            order.add(axis);
        }
        for (int axis = 0; axis < rank(); axis++) {
            if (axes[axis].length == 0) {
                order.add(axis == 0 ? 0 : order.indexOf(axis - 1) + 1, axis);
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** This value with its axes exchanged: new axis i is axis {@code order[i]}. */
    Layout transposed(int... order) {
        int[][] exchanged = new int[order.length][];
        Arrays.setAll(exchanged, i -> axes[order[i]]);
        int[] place = Dims.inverse(order);
        int[] madeThen = made == null ? null : Dims.permuted(place, made);
        return new Layout(Dims.permuted(dims, order), sizes, exchanged, madeThen);
    }

    /** The same elements under other axes, or null if that cannot be said without moving elements. */
    Layout reshaped(long... newDims) {
        int[] flat = sequence(Dims.identity(rank()));
        if (isIdentity(flat)) {
            return rowMajor(newDims);
        }
        Splitting splitting = new Splitting(sizes.length);
        int next = 0;
        long rest = 1;
        for (long dim : newDims) {
            List<int[]> pieces = splitting.axis();
            long wanted = dim;
            while (wanted > 1) {
                if (rest == 1) {
                    if (next == flat.length) {
                        return null;
                    }
                    rest = sizes[flat[next++]];
                }
                long taken = Math.min(wanted, rest);
                if (Math.max(wanted, rest) % taken != 0) {
                    return null;
                }
                pieces.add(splitting.piece(flat[next - 1], taken));
                wanted /= taken;
                rest /= taken;
            }
        }
        return splitting.layout(newDims);
    }

    /** The same axes after the elements have been moved so that the factors follow each other in the given order. */
    Layout rearranged(int... sequence) {
        int[] place = Dims.inverse(sequence);
        int[][] moved = new int[axes.length][];
        Arrays.setAll(moved, a -> Arrays.stream(axes[a]).map(f -> place[f]).toArray());
        return simplified(dims, Dims.permuted(sizes, sequence), moved, null);
    }

    /** What is left when the given axes are reduced to size 1. */
    Layout reduced(int... gone) {
        long[] left = dims.clone();
        long[] rest = sizes.clone();
        for (int axis : gone) {
            left[axis] = 1;
            for (int factor : axes[axis]) {
                rest[factor] = 1;
            }
        }
        return simplified(left, rest, axes, made);
    }

    /** The same elements with leading axes of size 1 up to {@code rank}. */
    Layout padded(int rank) {
        int missing = rank - rank();
        if (missing <= 0) {
            return this;
        }
        int[][] more = new int[rank][];
        Arrays.setAll(more, i -> i < missing ? new int[0] : axes[i - missing]);
        return new Layout(Dims.padded(dims, rank), sizes, more, null);
    }

    /**
     * The shape to show the value in: its axes in memory order where each axis is one stretch of memory, else the factors. Never
     * empty.
     */
    long[] shape() {
        int[] order = order();
        int[] shown = order == null ? stretches() : order;
        if (shown == null || shown.length > Shape.MAX_RANK) {
            return factors().length == 0 ? new long[] {1} : factors();
        }
        return shown.length == 0 ? new long[] {1} : Dims.permuted(dims, shown);
    }

    private int axisOf(int factor) {
        for (int axis = 0; axis < axes.length; axis++) {
            for (int f : axes[axis]) {
                if (f == factor) {
                    return axis;
                }
            }
        }
        throw new IllegalStateException("factor " + factor + " belongs to no axis of " + this);
    }

    /** Drops factors of size 1 and joins neighbours. */
    private static Layout simplified(long[] dims, long[] sizes, int[][] axes, int[] made) {
        int[] axisOf = new int[sizes.length];
        int[] placeOf = new int[sizes.length];
        int[][] kept = new int[axes.length][];
        for (int a = 0; a < axes.length; a++) {
            kept[a] = Arrays.stream(axes[a]).filter(f -> sizes[f] != 1).toArray();
            for (int i = 0; i < kept[a].length; i++) {
                axisOf[kept[a][i]] = a;
                placeOf[kept[a][i]] = i;
            }
        }
        int[] target = new int[sizes.length];
        long[] joined = new long[sizes.length];
        int count = 0;
        int previous = -1;
        for (int f = 0; f < sizes.length; f++) {
            if (sizes[f] == 1) {
                continue;
            }
            boolean follows = previous >= 0 && axisOf[f] == axisOf[previous] && placeOf[f] == placeOf[previous] + 1;
            if (follows) {
                joined[count - 1] *= sizes[f];
            } else {
                joined[count++] = sizes[f];
            }
            target[f] = count - 1;
            previous = f;
        }
        int[][] result = new int[axes.length][];
        Arrays.setAll(
                result,
                a -> Arrays.stream(kept[a]).map(f -> target[f]).distinct().toArray());
        return new Layout(dims, Arrays.copyOf(joined, count), result, made);
    }

    private static boolean isIdentity(int[] sequence) {
        for (int i = 0; i < sequence.length; i++) {
            if (sequence[i] != i) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout layout
                && Arrays.equals(dims, layout.dims)
                && Arrays.equals(sizes, layout.sizes)
                && Arrays.deepEquals(axes, layout.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims) * 31 + Arrays.deepHashCode(axes);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims) + " in memory as " + Arrays.toString(sizes) + " with axes "
                + Arrays.deepToString(axes);
    }

    /** Factors being cut into pieces, each piece named by (factor, number of the piece within it). */
    private static final class Splitting {
        private final List<List<Long>> pieces = new ArrayList<>();
        private final List<List<int[]>> axes = new ArrayList<>();

        Splitting(int factors) {
            for (int i = 0; i < factors; i++) {
                pieces.add(new ArrayList<>());
            }
        }

        List<int[]> axis() {
            axes.add(new ArrayList<>());
            return axes.get(axes.size() - 1);
        }

        int[] piece(int factor, long size) {
            pieces.get(factor).add(size);
            return new int[] {factor, pieces.get(factor).size() - 1};
        }

        Layout layout(long[] dims) {
            int[] first = new int[pieces.size()];
            List<Long> sizes = new ArrayList<>();
            for (int f = 0; f < first.length; f++) {
                first[f] = sizes.size();
                sizes.addAll(pieces.get(f));
            }
            int[][] numbered = new int[axes.size()][];
            Arrays.setAll(
                    numbered,
                    a -> axes.get(a).stream()
                            .mapToInt(piece -> first[piece[0]] + piece[1])
                            .toArray());
            long[] all = sizes.stream().mapToLong(Long::longValue).toArray();
            return simplified(dims.clone(), all, numbered, null);
        }
    }
}
