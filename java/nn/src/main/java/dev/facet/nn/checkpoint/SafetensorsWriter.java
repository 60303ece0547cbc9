package dev.facet.nn.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.engine.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Writes float tensors and string metadata as one safetensors file: u64 header length, JSON header padded with blanks to
 * a multiple of 8, then the raw little-endian tensors in the order they were added, without gaps.
 * The file replaces an older one atomically. Not thread safe.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public final class SafetensorsWriter {
    static final String METADATA = "__metadata__";

    private static final int CHUNK_ELEMENTS = 1 << 16;

    /** A tensor and how its elements get into the file. */
    private record Item(String name, StoredType type, long[] dims, int count, Filler filler) {}

    /** Writes elements {@code first} and following, as many as fit, into a chunk. */
    private interface Filler {
        void fill(int first, int count, ByteBuffer chunk);
    }

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String ownHeader;

    /** Adds one entry of {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a float32 tensor. The values are read when the file is written, not now.
     *
     * @param values {@code shape.count()} floats from the buffer's position
     */
    public SafetensorsWriter add(String name, Shape shape, FloatBuffer values) {
        requireCount(name, shape, values);
        return add(name, shape, () -> values);
    }

    /**
     * Adds a float32 tensor whose values are asked for when the file is written, and held no longer than that takes.
     *
     * @param values {@code shape.count()} floats from the buffer's position
     */
    public SafetensorsWriter add(String name, Shape shape, Supplier<FloatBuffer> values) {
        Source source = new Source(name, shape, values);
        return add(name, StoredType.F32, shape.toArray(), source.count(), (first, count, chunk) -> {
            FloatBuffer now = source.at(first);
            chunk.asFloatBuffer().put(now.slice(now.position() + first, count));
            source.releaseAfter(first + count);
        });
    }

    /**
     * Adds a float32 tensor whose values stand elsewhere in another order; they are asked for when the file is written.
     *
     * @param shape of the tensor in the file
     * @param place where in {@code values}, counted from its position, element i of the tensor is
     */
    SafetensorsWriter add(String name, Shape shape, Supplier<FloatBuffer> values, IntUnaryOperator place) {
        Source source = new Source(name, shape, values);
        return add(name, StoredType.F32, shape.toArray(), source.count(), (first, count, chunk) -> {
            FloatBuffer now = source.at(first);
            FloatBuffer out = chunk.asFloatBuffer();
            for (int i = first; i < first + count; i++) {
                out.put(now.get(now.position() + place.applyAsInt(i)));
            }
            source.releaseAfter(first + count);
        });
    }

    /** The values of one tensor while it is written. */
    private static final class Source {
        private final String name;
        private final Shape shape;
        private final Supplier<FloatBuffer> values;
        private FloatBuffer now;

        Source(String name, Shape shape, Supplier<FloatBuffer> values) {
            this.name = name;
            this.shape = shape;
            this.values = values;
        }

        int count() {
            return Math.toIntExact(shape.count());
        }

        FloatBuffer at(int first) {
            if (first == 0) {
                now = values.get();
                requireCount(name, shape, now);
            }
            return now;
        }

        void releaseAfter(int end) {
            if (end == count()) {
                now = null;
            }
        }
    }

    /** Adds one 64-bit integer, a tensor without axes. */
    SafetensorsWriter add(String name, long value) {
        return add(name, StoredType.I64, new long[0], 1, (first, count, chunk) -> chunk.putLong(0, value));
    }

    /**
     * Writes this header, padding included, instead of one made here.
     *
     * @param text describes the tensors that are added, in the order in which they are added
     */
    SafetensorsWriter withHeader(String text) {
        ownHeader = text;
        return this;
    }

    /** Writes the file atomically; on any failure an older file at {@code target} stays as it was. */
    public void write(Path target) {
        AtomicFile.write(target, this::writeTo);
    }

    private SafetensorsWriter add(String name, StoredType type, long[] dims, int count, Filler filler) {
        if (name.equals(METADATA) || !names.add(name)) {
            throw new IllegalArgumentException("tensor name '" + name + "' is reserved or used twice");
        }
        items.add(new Item(name, type, dims, count, filler));
        return this;
    }

    private static void requireCount(String name, Shape shape, FloatBuffer values) {
        if (values.remaining() != shape.count()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' of shape " + shape + " was given " + values.remaining() + " values");
        }
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        byte[] header = (ownHeader == null ? header() : ownHeader).getBytes(StandardCharsets.UTF_8);
        int padded = ownHeader == null ? (header.length + 7) & ~7 : header.length;
        if (padded > SafetensorsFile.MAX_HEADER_BYTES) {
            throw new IOException("the header would take " + padded + " bytes, more than the format allows");
        }
        ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(header);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        drain(start.flip(), channel);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_ELEMENTS * StoredType.F64.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Item item : items) {
            for (int first = 0; first < item.count; first += CHUNK_ELEMENTS) {
                int count = Math.min(CHUNK_ELEMENTS, item.count - first);
                chunk.clear().limit(count * item.type.bytes());
                item.filler.fill(first, count, chunk);
                drain(chunk, channel);
            }
        }
    }

    private String header() {
        JsonObject header = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject strings = new JsonObject();
            metadata.forEach(strings::addProperty);
            header.add(METADATA, strings);
        }
        long offset = 0;
        for (Item item : items) {
            JsonObject tensor = new JsonObject();
            tensor.addProperty("dtype", item.type.name());
            JsonArray shape = new JsonArray();
            for (long dim : item.dims) {
                shape.add(dim);
            }
            tensor.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += (long) item.count * item.type.bytes();
            offsets.add(offset);
            tensor.add("data_offsets", offsets);
            header.add(item.name, tensor);
        }
        return header.toString();
    }

    private static void drain(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
