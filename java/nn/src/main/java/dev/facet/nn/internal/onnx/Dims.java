package dev.facet.nn.internal.onnx;

import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;

/** Arithmetic on the axes of ONNX values, which unlike engine shapes may have no axes at all. */
final class Dims {
    /** No value of a model may have more elements; protects from sizes made of noise. */
    static final long MAX_ELEMENTS = 1L << 28;

    /** No value may have more axes: what is done with them takes time that grows with the square of their number. */
    static final int MAX_RANK = 64;

    private Dims() {}

    /**
     * Number of elements.
     *
     * @throws OnnxException if an axis is negative, or there are more than {@value #MAX_ELEMENTS} elements or {@value #MAX_RANK}
     *     axes
     */
    static int count(long... dims) {
        requireRank(dims.length);
        long product = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new OnnxException("a size is negative: " + Arrays.toString(dims));
            }
            product = dim == 0 ? 0 : product > MAX_ELEMENTS / dim ? MAX_ELEMENTS + 1 : product * dim;
            if (product == 0) {
                return 0;
            }
        }
        if (product > MAX_ELEMENTS) {
            throw new OnnxException("the sizes " + Arrays.toString(dims) + " make more than " + MAX_ELEMENTS
                    + " elements, the most that one value may have here");
        }
        return (int) product;
    }

    static void requireRank(int rank) {
        if (rank > MAX_RANK) {
            throw new OnnxException("a value of " + rank + " axes; at most " + MAX_RANK + " are supported");
        }
    }

    /** 0, 1, …, rank − 1. */
    static int[] identity(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** The sizes in the order of {@code order}. */
    static long[] permuted(long[] dims, int[] order) {
        long[] result = new long[order.length];
        Arrays.setAll(result, i -> dims[order[i]]);
        return result;
    }

    /** The numbers in the order of {@code order}. */
    static int[] permuted(int[] numbers, int[] order) {
        int[] result = new int[order.length];
        Arrays.setAll(result, i -> numbers[order[i]]);
        return result;
    }

    /** The order that undoes {@code order}. */
    static int[] inverse(int[] order) {
        int[] result = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            result[order[i]] = i;
        }
        return result;
    }

    /** An axis counted from the end if negative. */
    static int axis(long axis, int rank) {
        long positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw new OnnxException("axis " + axis + " does not exist in a value with " + rank + " axes");
        }
        return (int) positive;
    }

    /** Sizes of the result of an element-wise operation on values of these sizes. */
    static long[] broadcast(long[] a, long[] b) {
        long[] result = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= result.length; i++) {
            long x = i > a.length ? 1 : a[a.length - i];
            long y = i > b.length ? 1 : b[b.length - i];
            if (x != y && x != 1 && y != 1) {
                throw new OnnxException("the sizes " + Arrays.toString(a) + " and " + Arrays.toString(b)
                        + " do not fit for an element-wise operation");
            }
            result[result.length - i] = x == 1 ? y : x;
        }
        count(result);
        return result;
    }

    /** The sizes with leading ones up to {@code rank}. */
    static long[] padded(long[] dims, int rank) {
        long[] result = new long[rank];
        Arrays.fill(result, 1);
        System.arraycopy(dims, 0, result, rank - dims.length, dims.length);
        return result;
    }
}
