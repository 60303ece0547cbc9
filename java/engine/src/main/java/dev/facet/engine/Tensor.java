package dev.facet.engine;

import dev.facet.engine.internal.Failures;
import dev.facet.engine.internal.Resource;
import dev.facet.engine.nativelib.NativeException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A view of native memory that belongs to {@link Variables} or an {@link Executable}; row-major. Not to be read or written while
 * its executable runs, but for inputs in {@link Executable#run(Runnable)}. Throws IllegalStateException after its owner is closed.
 */
public final class Tensor {
    private final String name;
    private final TensorType type;
    private final Resource resource;
    private final Place place;
    private final boolean fedOften;
    private final Revision revision;
    private ByteBuffer kept;

    /**
     * @param fedOften whether host memory for copies to and from a device is worth keeping between them
     * @param revision told of every write
     */
    Tensor(String name, TensorType type, Resource resource, Place place, boolean fedOften, Revision revision) {
        this.name = name;
        this.type = type;
        this.resource = resource;
        this.place = place;
        this.fedOften = fedOften;
        this.revision = revision;
    }

    /** The name of the node or variable. */
    public String name() {
        return name;
    }

    /** Its sizes, the first changing slowest. */
    public Shape shape() {
        return type.shape();
    }

    /** The type of an element. */
    public DType dtype() {
        return type.dtype();
    }

    /** Type of an element and shape. */
    public TensorType type() {
        return type;
    }

    /**
     * All elements of an F32 tensor, to be read now: its memory where the host can address it, else a copy, which the next call
     * for this tensor may overwrite. Do not write to it.
     */
    public FloatBuffer contents() {
        requireType(DType.F32);
        return read(ByteBuffer::asFloatBuffer);
    }

    /**
     * Elements {@code first} to {@code first + count} of an F32 tensor, row-major, to be read now; as {@link #contents()}, and for
     * tensors beyond the 2 GiB of a Java buffer too.
     */
    public FloatBuffer contents(long first, int count) {
        requireType(DType.F32);
        return readWindow(first, count).asFloatBuffer();
    }

    /** Writes {@code values} to the elements of an F32 tensor from {@code first} on, row-major. */
    public void put(long first, float... values) {
        requireType(DType.F32);
        fillFloats(first, values.length, buffer -> buffer.put(values));
    }

    /**
     * Lets {@code filler} write elements {@code first} to {@code first + count} of an F32 tensor, row-major; as
     * {@link #fillFloats(Consumer)}, and for tensors beyond the 2 GiB of a Java buffer too.
     */
    public void fillFloats(long first, int count, Consumer<FloatBuffer> filler) {
        requireType(DType.F32);
        writeWindow(first, count, bytes -> filler.accept(bytes.asFloatBuffer()));
    }

    /** Lets {@code filler} write the bytes of elements {@code first} to {@code first + count}, in native order. */
    public void fillBytes(long first, int count, Consumer<ByteBuffer> filler) {
        resource.requireOpen();
        writeWindow(first, count, filler);
    }

    /** Lets {@code filler} write all elements of an F32 tensor; what the buffer holds before means nothing. */
    public void fillFloats(Consumer<FloatBuffer> filler) {
        requireType(DType.F32);
        write(bytes -> filler.accept(bytes.asFloatBuffer()));
    }

    /** Lets {@code filler} write all elements of an I32 tensor; as {@link #fillFloats}. */
    public void fillInts(Consumer<IntBuffer> filler) {
        requireType(DType.I32);
        write(bytes -> filler.accept(bytes.asIntBuffer()));
    }

    /**
     * A direct view of an F32 tensor of a device whose memory the host can address, as the CPU's; each call gives a new buffer at position 0. It must not be used after the
     * tensor's owner is closed: nothing can check that.
     */
    public FloatBuffer floatBuffer() {
        requireType(DType.F32);
        revision.expose();
        return hostView().asFloatBuffer();
    }

    /** A direct view of an I32 tensor; as {@link #floatBuffer()}. */
    public IntBuffer intBuffer() {
        requireType(DType.I32);
        revision.expose();
        return hostView().asIntBuffer();
    }

    /** Writes all elements of a floating tensor. */
    public void set(float... values) {
        requireFloat();
        requireCount(values.length);
        if (dtype() == DType.F32) {
            write(bytes -> bytes.asFloatBuffer().put(values));
        } else {
            write(bytes -> {
                for (float value : values) {
                    put(bytes, value);
                }
            });
        }
    }

    /** Writes all elements of a floating tensor, rounded to its type. */
    public void set(double... values) {
        requireFloat();
        requireCount(values.length);
        if (dtype() == DType.F64) {
            write(bytes -> bytes.asDoubleBuffer().put(values));
        } else {
            write(bytes -> {
                for (double value : values) {
                    put(bytes, value);
                }
            });
        }
    }

    /** Writes all elements, converted where the tensor is floating. */
    public void set(int... values) {
        requireCount(values.length);
        write(bytes -> {
            for (int value : values) {
                if (dtype() == DType.I32) {
                    bytes.putInt(value);
                } else {
                    put(bytes, value);
                }
            }
        });
    }

    /** A copy of the elements of a floating tensor. */
    public float[] toFloats() {
        requireFloat();
        float[] values = new float[arrayLength()];
        return read(bytes -> {
            if (dtype() == DType.F32) {
                bytes.asFloatBuffer().get(values);
            } else {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) get(bytes);
                }
            }
            return values;
        });
    }

    /** A copy of the elements of a floating tensor, without rounding. */
    public double[] toDoubles() {
        requireFloat();
        double[] values = new double[arrayLength()];
        return read(bytes -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = get(bytes);
            }
            return values;
        });
    }

    /** A copy of the elements of an I32 tensor. */
    public int[] toInts() {
        requireType(DType.I32);
        int[] values = new int[arrayLength()];
        return read(bytes -> {
            bytes.asIntBuffer().get(values);
            return values;
        });
    }

    /** The only element of a floating tensor of one element. */
    public float item() {
        if (shape().count() != 1) {
            throw new ShapeException(this + " has " + shape().count() + " elements; item() needs one");
        }
        return toFloats()[0];
    }

    @Override
    public String toString() {
        return "tensor " + name + " (" + type + ")";
    }

    /** Writes a number as the tensor's floating type. */
    private void put(ByteBuffer bytes, double value) {
        switch (dtype()) {
            case F64 -> bytes.putDouble(value);
            case BF16 -> bytes.putShort(Half.toBf16((float) value));
            default -> bytes.putFloat((float) value);
        }
    }

    private double get(ByteBuffer bytes) {
        return switch (dtype()) {
            case F64 -> bytes.getDouble();
            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            default -> bytes.getFloat();
        };
    }

    private ByteBuffer readWindow(long first, int count) {
        long bytes = windowBytes(first, count);
        long start = place.offset() + first * dtype().bytes();
        if (isHost()) {
            return place.arena().view(start, bytes);
        }
        ByteBuffer copy = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        copyFrom(start, copy);
        Reference.reachabilityFence(resource.owner());
        return copy.clear();
    }

    private void writeWindow(long first, int count, Consumer<ByteBuffer> writer) {
        long bytes = windowBytes(first, count);
        long start = place.offset() + first * dtype().bytes();
        if (isHost()) {
            writer.accept(place.arena().view(start, bytes));
        } else {
            ByteBuffer staged = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
            writer.accept(staged);
            copyTo(start, staged.clear());
        }
        Reference.reachabilityFence(resource.owner());
    }

    private long windowBytes(long first, int count) {
        long bytes = (long) count * dtype().bytes();
        if (first < 0 || count < 1 || first > shape().count() - count || bytes > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException(this + " has no window of " + count + " elements at " + first
                    + " that a Java buffer could hold; it has " + shape().count() + " elements");
        }
        return bytes;
    }

    private void write(Consumer<ByteBuffer> writer) {
        if (isHost()) {
            writer.accept(hostView());
        } else {
            ByteBuffer staging = staging();
            writer.accept(staging);
            copyTo(place.offset(), staging.clear());
        }
        revision.changed();
        Reference.reachabilityFence(resource.owner());
    }

    private <T> T read(Function<ByteBuffer, T> reader) {
        T result;
        if (isHost()) {
            result = reader.apply(hostView());
        } else {
            ByteBuffer staging = staging();
            copyFrom(place.offset(), staging);
            result = reader.apply(staging.clear());
        }
        Reference.reachabilityFence(resource.owner());
        return result;
    }

    private void copyTo(long start, ByteBuffer bytes) {
        try {
            place.upload().copy(start, bytes);
        } catch (NativeException e) {
            throw Failures.of("Writing " + this + " failed", e);
        }
    }

    private void copyFrom(long start, ByteBuffer bytes) {
        try {
            place.arena().read(start, bytes);
        } catch (NativeException e) {
            throw Failures.of("Reading " + this + " failed", e);
        }
    }

    /** Whether the host addresses the memory itself. */
    boolean isHost() {
        return place.arena().isHost();
    }

    private ByteBuffer hostView() {
        resource.requireOpen();
        if (!isHost()) {
            throw new IllegalStateException(
                    this + " is in device memory; use set, fillFloats, toFloats and contents, which copy");
        }
        arrayLength();
        return place.arena().view(place.offset(), type.bytes());
    }

    private ByteBuffer staging() {
        resource.requireOpen();
        arrayLength();
        if (kept != null) {
            return kept.clear();
        }
        ByteBuffer staging = ByteBuffer.allocateDirect((int) type.bytes()).order(ByteOrder.nativeOrder());
        if (fedOften) {
            kept = staging;
        }
        return staging;
    }

    private int arrayLength() {
        if (type.bytes() > Integer.MAX_VALUE) {
            throw new IllegalStateException(this + " is larger than the 2 GiB that a Java buffer can hold");
        }
        return (int) shape().count();
    }

    private void requireCount(int count) {
        resource.requireOpen();
        if (count != shape().count()) {
            throw new ShapeException(this + " takes " + shape().count() + " values, got " + count);
        }
    }

    private void requireFloat() {
        resource.requireOpen();
        if (!dtype().isFloat()) {
            throw new ShapeException(this + " is not floating; use the int methods");
        }
    }

    private void requireType(DType expected) {
        resource.requireOpen();
        if (dtype() != expected) {
            throw new ShapeException(this + " is not " + expected);
        }
    }
}
