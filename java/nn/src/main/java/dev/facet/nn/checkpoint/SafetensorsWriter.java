package dev.facet.nn.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.engine.DType;
import dev.facet.engine.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes float tensors and string metadata as one safetensors file: u64 header length, JSON header padded with blanks to
 * a multiple of 8, then the raw little-endian tensors in the order they were added, without gaps.
 * The file replaces an older one atomically. Not thread safe.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public final class SafetensorsWriter {
    static final String METADATA = "__metadata__";

    private static final int CHUNK_FLOATS = 1 << 16;

    private record Item(String name, Shape shape, FloatBuffer values) {}

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();

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
        if (name.equals(METADATA) || items.stream().anyMatch(item -> item.name.equals(name))) {
            throw new IllegalArgumentException("tensor name '" + name + "' is reserved or used twice");
        }
        if (values.remaining() != shape.count()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' of shape " + shape + " was given " + values.remaining() + " values");
        }
        items.add(new Item(name, shape, values));
        return this;
    }

    /** Writes the file atomically; on any failure an older file at {@code target} stays as it was. */
    public void write(Path target) {
        AtomicFile.write(target, this::writeTo);
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        byte[] header = header().getBytes(StandardCharsets.UTF_8);
        int padded = (header.length + 7) & ~7;
        if (padded > SafetensorsFile.MAX_HEADER_BYTES) {
            throw new IOException("the header would take " + padded + " bytes, more than the format allows");
        }
        ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(header);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        drain(start.flip(), channel);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Item item : items) {
            FloatBuffer values = item.values.duplicate();
            while (values.hasRemaining()) {
                int count = Math.min(CHUNK_FLOATS, values.remaining());
                chunk.clear().limit(count * Float.BYTES);
                chunk.asFloatBuffer().put(values.slice(values.position(), count));
                values.position(values.position() + count);
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
            tensor.addProperty("dtype", DType.F32.name());
            JsonArray shape = new JsonArray();
            for (int i = 0; i < item.shape.rank(); i++) {
                shape.add(item.shape.dim(i));
            }
            tensor.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += item.shape.count() * Float.BYTES;
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
