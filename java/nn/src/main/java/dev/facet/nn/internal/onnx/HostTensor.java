package dev.facet.nn.internal.onnx;

import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;

/** A tensor whose elements are known while a graph is built; row-major, reals as floats or whole numbers; a scalar has no axes. */
final class HostTensor {
    private final long[] dims;
    private final float[] reals;
    private final long[] integers;

    private HostTensor(long[] dims, float[] reals, long[] integers) {
        int length = reals == null ? integers.length : reals.length;
        if (Dims.count(dims) != length) {
            throw new OnnxException("a tensor of the sizes " + Arrays.toString(dims) + " holds " + length + " values");
        }
        this.dims = dims;
        this.reals = reals;
        this.integers = integers;
    }

    /** A tensor of reals; keeps the arrays. */
    static HostTensor ofReals(long[] dims, float... values) {
        return new HostTensor(dims, values, null);
    }

    /** A tensor of whole numbers; keeps the arrays. */
    static HostTensor ofIntegers(long[] dims, long... values) {
        return new HostTensor(dims, null, values);
    }

    /** A list of whole numbers. */
    static HostTensor ofList(long... values) {
        return ofIntegers(new long[] {values.length}, values);
    }

    long[] dims() {
        return dims.clone();
    }

    int rank() {
        return dims.length;
    }

    int count() {
        return reals == null ? integers.length : reals.length;
    }

    boolean integral() {
        return integers != null;
    }

    /** Element i as a real. */
    float real(int i) {
        return reals == null ? integers[i] : reals[i];
    }

    /** Element i as a whole number, rounded towards zero. */
    long integer(int i) {
        return integers == null ? (long) reals[i] : integers[i];
    }

    /** All elements as reals; not to be changed. */
    float[] reals() {
        if (reals != null) {
            return reals;
        }
        float[] values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers[i];
        }
        return values;
    }

    /** All elements of a tensor of whole numbers; not to be changed. */
    long[] integers() {
        if (integers == null) {
            throw new OnnxException("whole numbers are needed, not reals");
        }
        return integers;
    }

    /** The only element. */
    float item() {
        if (count() != 1) {
            throw new OnnxException("one value is needed, not the sizes " + Arrays.toString(dims));
        }
        return real(0);
    }

    /** The same elements under other axes. */
    HostTensor reshaped(long... newDims) {
        return new HostTensor(newDims, reals, integers);
    }

    /** The elements at {@code indices} (of this row-major tensor) as a tensor of the given sizes. */
    HostTensor at(long[] newDims, int[] indices) {
        if (integers != null) {
            return ofIntegers(
                    newDims, Arrays.stream(indices).mapToLong(i -> integers[i]).toArray());
        }
        float[] values = new float[indices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = reals[indices[i]];
        }
        return ofReals(newDims, values);
    }

    /** As reals, or as whole numbers (rounded towards zero). */
    HostTensor cast(boolean toIntegers) {
        if (toIntegers == integral()) {
            return this;
        }
        if (!toIntegers) {
            return ofReals(dims, reals());
        }
        long[] values = new long[reals.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) reals[i];
        }
        return ofIntegers(dims, values);
    }
}
