package dev.facet.engine;

import java.util.Arrays;

/** An immutable tensor shape: 1 to 6 axes, each at least 1. A scalar has shape {@code [1]}. */
public final class Shape {
    /** The largest number of axes of a tensor. */
    public static final int MAX_RANK = 6;

    /** The shape of a scalar. */
    public static final Shape SCALAR = of(1);

    private final long[] dims;
    private final long count;

    private Shape(long[] dims) {
        if (dims.length < 1 || dims.length > MAX_RANK) {
            throw new ShapeException(
                    "A shape has 1 to " + MAX_RANK + " axes, not " + dims.length + ": " + Arrays.toString(dims));
        }
        long product = 1;
        for (long dim : dims) {
            if (dim < 1) {
                throw new ShapeException("Every axis of a shape is at least 1: " + Arrays.toString(dims));
            }
            try {
                product = Math.multiplyExact(product, dim);
            } catch (ArithmeticException e) {
                throw new ShapeException(
                        "The shape has more elements than 64 bits can count: " + Arrays.toString(dims));
            }
        }
        this.dims = dims;
        this.count = product;
    }

    /** The shape with these axes. */
    public static Shape of(long... dims) {
        return new Shape(dims.clone());
    }

    /** Number of axes. */
    public int rank() {
        return dims.length;
    }

    /** Size of axis {@code i}, counted from 0; negative counts from the end (-1 is the last). */
    public long dim(int i) {
        int axis = i < 0 ? dims.length + i : i;
        if (axis < 0 || axis >= dims.length) {
            throw new ShapeException("Axis " + i + " does not exist in a shape " + this);
        }
        return dims[axis];
    }

    /** Number of elements. */
    public long count() {
        return count;
    }

    /** A copy of the axes. */
    public long[] toArray() {
        return dims.clone();
    }

    /** This shape with axis {@code i} (counted as in {@link #dim}) set to {@code size}. */
    public Shape with(int i, long size) {
        dim(i);
        long[] copy = dims.clone();
        copy[i < 0 ? dims.length + i : i] = size;
        return new Shape(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The axes joined by "x", as in {@code 2x5x6x4}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long dim : dims) {
            text.append(text.length() == 0 ? "" : "x").append(dim);
        }
        return text.toString();
    }
}
