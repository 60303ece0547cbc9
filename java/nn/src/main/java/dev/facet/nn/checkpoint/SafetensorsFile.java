package dev.facet.nn.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * An open safetensors file: the header is checked completely on opening, tensors are read when asked for, straight into
 * the caller's buffer. Use from one thread at a time.
 *
 * <p>Refused with a {@link CheckpointException} that names the file: a header shorter than it claims or longer than
 * {@value #MAX_HEADER_BYTES} bytes, malformed JSON, duplicate names, unknown types, shapes that overflow or disagree with
 * the byte count, ranges that overlap, leave holes or reach beyond the data, and a file cut short or with bytes to spare.
 */
public final class SafetensorsFile implements AutoCloseable {
    /** The reference implementation's limit, which protects the heap from a header length made of noise. */
    static final int MAX_HEADER_BYTES = 100_000_000;

    private static final int CHUNK_ELEMENTS = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /** Opens and validates a file. */
    public static SafetensorsFile open(Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            SafetensorsFile file = readHeader(path, channel);
            channel = null;
            return file;
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, "no such file", e);
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read (" + e + ")", e);
        } finally {
            closeQuietly(channel);
        }
    }

    /** String metadata; empty if the file has none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** All tensors by name, in file order. */
    public Map<String, TensorEntry> entries() {
        return Collections.unmodifiableMap(header.entries());
    }

    /** The entry called {@code name}; an error that names the file if there is none. */
    public TensorEntry entry(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw new CheckpointException(path, "holds no tensor '" + name + "'");
        }
        return entry;
    }

    /**
     * Reads a float32 tensor.
     *
     * @param target receives exactly {@code entry(name).shape().count()} floats from its position, which is not moved
     */
    public void read(String name, FloatBuffer target) {
        FloatBuffer out = target.duplicate();
        read(require(name, StoredType.F32, out.remaining()), Float.BYTES, chunk -> out.put(chunk.asFloatBuffer()));
    }

    /**
     * Reads a float32 tensor into another order of elements.
     *
     * @param target takes element i at its position plus {@code place(i)}; its position is not moved
     * @param place a permutation of the tensor's element numbers
     */
    void read(String name, FloatBuffer target, IntUnaryOperator place) {
        int start = target.position();
        int[] element = {0};
        read(require(name, StoredType.F32, target.remaining()), Float.BYTES, chunk -> {
            for (FloatBuffer values = chunk.asFloatBuffer(); values.hasRemaining(); element[0]++) {
                target.put(start + place.applyAsInt(element[0]), values.get());
            }
        });
    }

    /** Reads a float32 tensor into a new array. */
    public float[] readFloats(String name) {
        float[] values = new float[Math.toIntExact(entry(name).shape().count())];
        read(name, FloatBuffer.wrap(values));
        return values;
    }

    /** Reads a float64 tensor into a new array. */
    public double[] readDoubles(String name) {
        double[] values = new double[Math.toIntExact(entry(name).shape().count())];
        DoubleBuffer out = DoubleBuffer.wrap(values);
        read(require(name, StoredType.F64, values.length), Double.BYTES, chunk -> out.put(chunk.asDoubleBuffer()));
        return values;
    }

    /** Reads a tensor of 64-bit integers into a new array. */
    public long[] readLongs(String name) {
        long[] values = new long[Math.toIntExact(entry(name).shape().count())];
        LongBuffer out = LongBuffer.wrap(values);
        read(require(name, StoredType.I64, values.length), Long.BYTES, chunk -> out.put(chunk.asLongBuffer()));
        return values;
    }

    /** The header as it stands in the file, padding included: written before the same tensors, it gives the same bytes. */
    String headerText() {
        return header.text();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be closed (" + e + ")", e);
        }
    }

    private static SafetensorsFile readHeader(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new CheckpointException(path, "not a safetensors file: only " + size + " bytes");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw new CheckpointException(
                    path,
                    "not a safetensors file: it claims a header of " + Long.toUnsignedString(headerBytes) + " bytes");
        }
        if (headerBytes > size - Long.BYTES) {
            throw new CheckpointException(
                    path, "cut short: a header of " + headerBytes + " bytes in a file of " + size + " bytes");
        }
        ByteBuffer text = ByteBuffer.allocate((int) headerBytes);
        readFully(channel, text, Long.BYTES);
        long dataStart = Long.BYTES + headerBytes;
        SafetensorsHeader header = SafetensorsHeader.parse(path, text.array(), size - dataStart);
        return new SafetensorsFile(path, channel, dataStart, header);
    }

    private TensorEntry require(String name, StoredType dtype, long count) {
        TensorEntry entry = entry(name);
        if (entry.dtype() != dtype || entry.shape().count() != count) {
            throw new CheckpointException(
                    path,
                    "tensor '" + name + "' is " + entry.dtype() + " " + entry.shape() + ", expected " + dtype + " with "
                            + count + " elements");
        }
        return entry;
    }

    /** Hands the tensor's bytes over in chunks, each a whole number of elements, ready to be read. */
    private void read(TensorEntry entry, int width, Consumer<ByteBuffer> sink) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_ELEMENTS * width).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long done = 0; done < entry.bytes(); done += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), entry.bytes() - done));
                readFully(channel, chunk, dataStart + entry.begin() + done);
                sink.accept(chunk.flip());
            }
        } catch (IOException e) {
            throw new CheckpointException(path, "tensor '" + entry.name() + "' cannot be read (" + e + ")", e);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position() - start) < 0) {
                throw new EOFException("end of file");
            }
        }
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The reason that brought us here is the one to report; the descriptor is gone either way.
            return;
        }
    }
}
