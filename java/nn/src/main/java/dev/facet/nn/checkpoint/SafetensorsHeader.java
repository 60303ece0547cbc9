package dev.facet.nn.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.facet.engine.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON header of a safetensors file, parsed strictly: nothing is guessed, repaired or ignored. */
final class SafetensorsHeader {
    private static final int MAX_RANK = 6;

    private final Path path;
    private final String text;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private boolean metadataSeen;

    private SafetensorsHeader(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /** As it stands in the file, padding included. */
    String text() {
        return text;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Map<String, TensorEntry> entries() {
        return entries;
    }

    /**
     * @param bytes the header, UTF-8
     * @param dataBytes how many bytes follow it in the file
     */
    static SafetensorsHeader parse(Path path, byte[] bytes, long dataBytes) {
        if (bytes[0] != '{') {
            throw new CheckpointException(path, "not a safetensors file: its header is not a JSON object");
        }
        String text;
        try {
            text = decode(bytes);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(path, "damaged: its header is malformed (" + e.getMessage() + ")", e);
        }
        SafetensorsHeader header = read(path, text);
        header.checkRanges(dataBytes);
        return header;
    }

    /**
     * A header that is kept elsewhere, for tensors yet to be written.
     *
     * @param path how errors call the place
     * @param text as {@link #text()} gave it
     */
    static SafetensorsHeader parse(Path path, String text) {
        SafetensorsHeader header = read(path, text);
        header.checkRanges(
                header.entries.values().stream().mapToLong(TensorEntry::bytes).sum());
        return header;
    }

    private static SafetensorsHeader read(Path path, String text) {
        SafetensorsHeader header = new SafetensorsHeader(path, text);
        try {
            JsonReader json = new JsonReader(new StringReader(header.text));
            json.setStrictness(Strictness.STRICT);
            header.readAll(json);
        } catch (MalformedJsonException
                | EOFException
                | IllegalStateException
                | NumberFormatException
                | ArithmeticException e) {
            throw new CheckpointException(path, "damaged: its header is malformed (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new CheckpointException(path, "damaged: its header cannot be read (" + e + ")", e);
        }
        return header;
    }

    private void readAll(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals(SafetensorsWriter.METADATA)) {
                readMetadata(json);
            } else {
                readTensor(json, name);
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw damaged("text after the header object");
        }
    }

    private void readMetadata(JsonReader json) throws IOException {
        if (metadataSeen) {
            throw damaged("two " + SafetensorsWriter.METADATA + " objects");
        }
        metadataSeen = true;
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (json.peek() != JsonToken.STRING) {
                throw damaged("metadata '" + key + "' is not a string");
            }
            if (metadata.put(key, json.nextString()) != null) {
                throw damaged("metadata '" + key + "' appears twice");
            }
        }
        json.endObject();
    }

    private void readTensor(JsonReader json, String name) throws IOException {
        StoredType dtype = null;
        List<Long> dims = null;
        List<Long> offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            if (field.equals("dtype") && dtype == null) {
                dtype = dtype(name, json.nextString());
            } else if (field.equals("shape") && dims == null) {
                dims = numbers(json, name, field);
            } else if (field.equals("data_offsets") && offsets == null) {
                offsets = numbers(json, name, field);
            } else {
                throw damaged("tensor '" + name + "' has an unknown or repeated field '" + field + "'");
            }
        }
        json.endObject();
        if (dtype == null || dims == null || offsets == null || offsets.size() != 2) {
            throw damaged("tensor '" + name + "' lacks its dtype, shape or data_offsets");
        }
        long bytes = offsets.get(1) - offsets.get(0);
        TensorEntry entry = new TensorEntry(name, dtype, shape(name, dims), offsets.get(0), bytes);
        if (bytes != Math.multiplyExact(entry.shape().count(), dtype.bytes())) {
            throw damaged(
                    "tensor '" + name + "' of " + dtype + " " + entry.shape() + " cannot take " + bytes + " bytes");
        }
        if (entries.put(name, entry) != null) {
            throw damaged("tensor '" + name + "' appears twice");
        }
    }

    /** The tensors must tile the data exactly: sorted by start, each begins where the one before ends. */
    private void checkRanges(long dataBytes) {
        List<TensorEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(TensorEntry::begin));
        long end = 0;
        for (TensorEntry entry : sorted) {
            if (entry.begin() != end) {
                String how = entry.begin() < end ? "overlaps the tensor before it" : "leaves a hole before it";
                throw damaged("tensor '" + entry.name() + "' " + how);
            }
            end += entry.bytes();
            if (end > dataBytes) {
                throw new CheckpointException(
                        path,
                        "cut short: tensor '" + entry.name() + "' ends at byte " + end + " of the data, which has "
                                + dataBytes + " bytes");
            }
        }
        if (end != dataBytes) {
            throw damaged(dataBytes - end + " bytes follow the last tensor");
        }
    }

    private List<Long> numbers(JsonReader json, String name, String field) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER) {
                throw damaged("tensor '" + name + "': " + field + " holds something that is not a number");
            }
            long value = Long.parseLong(json.nextString());
            if (value < 0) {
                throw damaged("tensor '" + name + "': " + field + " holds " + value);
            }
            numbers.add(value);
        }
        json.endArray();
        return numbers;
    }

    private Shape shape(String name, List<Long> dims) {
        if (dims.isEmpty()) {
            return Shape.of(1);
        }
        if (dims.size() > MAX_RANK) {
            throw damaged("tensor '" + name + "' has rank " + dims.size() + ", more than " + MAX_RANK);
        }
        long count = 1;
        for (long dim : dims) {
            if (dim == 0) {
                throw damaged("tensor '" + name + "' has an empty axis");
            }
            count = Math.multiplyExact(count, dim);
        }
        return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    private StoredType dtype(String name, String text) {
        for (StoredType dtype : StoredType.values()) {
            if (dtype.name().equals(text)) {
                return dtype;
            }
        }
        throw new CheckpointException(
                path, "tensor '" + name + "' has the unsupported type '" + text + "' (weights are read as F32)");
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private CheckpointException damaged(String detail) {
        return new CheckpointException(path, "damaged: " + detail);
    }
}
