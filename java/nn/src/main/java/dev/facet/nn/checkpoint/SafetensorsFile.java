package dev.facet.nn.checkpoint;

import dev.facet.engine.DType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;

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

    private static final int CHUNK_FLOATS = 1 << 16;

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
        TensorEntry entry = entry(name);
        if (entry.dtype() != DType.F32 || target.remaining() != entry.shape().count()) {
            throw new CheckpointException(
                    path,
                    "tensor '" + name + "' is " + entry.dtype() + " " + entry.shape() + ", expected F32 with "
                            + target.remaining() + " elements");
        }
        FloatBuffer out = target.duplicate();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long position = dataStart + entry.begin();
        try {
            while (out.hasRemaining()) {
                chunk.clear().limit(Math.min(CHUNK_FLOATS, out.remaining()) * Float.BYTES);
                readFully(channel, chunk, position);
                position += chunk.limit();
                out.put(chunk.flip().asFloatBuffer());
            }
        } catch (IOException e) {
            throw new CheckpointException(path, "tensor '" + name + "' cannot be read (" + e + ")", e);
        }
    }

    /** Reads a float32 tensor into a new array. */
    public float[] read(String name) {
        float[] values = new float[Math.toIntExact(entry(name).shape().count())];
        read(name, FloatBuffer.wrap(values));
        return values;
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
