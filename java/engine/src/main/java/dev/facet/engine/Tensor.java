package dev.facet.engine;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A view of native memory that belongs to {@link Variables} or an {@link Executable}; row-major. Not to be read or written while
 * its executable runs.
 */
public final class Tensor {
    private Tensor() {}

    public Shape shape() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    public DType dtype() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A direct view of an F32 tensor of a CPU device; each call gives a new buffer at position 0. */
    public FloatBuffer floatBuffer() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A direct view of an I32 tensor of a CPU device; each call gives a new buffer at position 0. */
    public IntBuffer intBuffer() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Writes all elements of a floating tensor. */
    public void set(float... values) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Writes all elements of a floating tensor, rounded to its type. */
    public void set(double... values) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Writes all elements of an I32 tensor. */
    public void set(int... values) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A copy of the elements of a floating tensor. */
    public float[] toFloats() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A copy of the elements of a floating tensor, without rounding. */
    public double[] toDoubles() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A copy of the elements of an I32 tensor. */
    public int[] toInts() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** The only element of a floating tensor of one element. */
    public float item() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }
}
