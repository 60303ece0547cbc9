package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a RecordIO file and its index, as MXNet's {@code MXIndexedRecordIO} does; {@link RecordIo} describes the format.
 */
public final class RecordIoWriter implements Closeable {

    private static final byte[] MAGIC = word(RecordIo.MAGIC);

    private final Path file;
    private final OutputStream records;
    private final OutputStream index;
    private long at;

    private RecordIoWriter(Path file, OutputStream records, OutputStream index) {
        this.file = file;
        this.records = records;
        this.index = index;
    }

    /**
     * Starts both files; existing ones are replaced.
     *
     * @param file the {@code .rec} file; the index is beside it and ends in {@code .idx}
     */
    public static RecordIoWriter create(Path file) {
        try {
            Path index = file.resolveSibling(Listing.stem(file) + ".idx");
            OutputStream records = new BufferedOutputStream(Files.newOutputStream(file));
            try {
                return new RecordIoWriter(file, records, new BufferedOutputStream(Files.newOutputStream(index)));
            } catch (IOException e) {
                try (records) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static FaceDataException failed(Path file, IOException e) {
        return new FaceDataException(
                "Cannot write " + file + ": " + e + ". Free disk space or choose another folder.", e);
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    /**
     * Adds a picture.
     *
     * @param key of the record
     * @param label of its person, at most 2^24 because it is stored as a float
     * @param picture a JPEG or PNG file
     */
    public void picture(int key, int label, byte[] picture) {
        if (label < 0 || label > 1 << 24) {
            throw new FaceDataException("RecordIO stores labels as 32-bit floats, which count to 2^24; " + label
                    + " is too large. Split the data set.");
        }
        record(key, header(0, label, key, picture.length).put(picture).array());
    }

    /**
     * Adds a record of two numbers: the header of the data set (key 0: first and last + 1 key of people) or of a person
     * (first and last + 1 key of pictures). Keys above 2^24, to which 32-bit floats count, become 64-bit floats.
     */
    public void range(int key, int first, int end) {
        if (end > 1 << 24) {
            ByteBuffer wide = header(2, 0, key, 2 * Double.BYTES);
            record(key, wide.putDouble(first).putDouble(end).array());
        } else {
            ByteBuffer narrow = header(2, 0, key, 2 * Float.BYTES);
            record(key, narrow.putFloat(first).putFloat(end).array());
        }
    }

    private static ByteBuffer header(int flag, float label, int key, int more) {
        return ByteBuffer.allocate(ImageRecord.HEADER + more)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(flag)
                .putFloat(label)
                .putLong(key)
                .putLong(0);
    }

    /** Adds a record of any bytes. */
    void record(int key, byte[] bytes) {
        try {
            index.write((key + "\t" + at + "\n").getBytes(StandardCharsets.US_ASCII));
            int start = 0;
            boolean split = false;
            for (int i = 0; i + MAGIC.length <= bytes.length; i += MAGIC.length) {
                if (isMagic(bytes, i)) {
                    piece(split ? RecordIo.MIDDLE : RecordIo.FIRST, bytes, start, i - start);
                    start = i + MAGIC.length;
                    split = true;
                }
            }
            piece(split ? RecordIo.LAST : RecordIo.WHOLE, bytes, start, bytes.length - start);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static boolean isMagic(byte[] bytes, int at) {
        return bytes[at] == MAGIC[0]
                && bytes[at + 1] == MAGIC[1]
                && bytes[at + 2] == MAGIC[2]
                && bytes[at + 3] == MAGIC[3];
    }

    private void piece(int kind, byte[] bytes, int from, int length) throws IOException {
        if (length > RecordIo.MAX_PIECE) {
            throw new FaceDataException("A RecordIO record has at most " + RecordIo.MAX_PIECE + " bytes, got " + length
                    + ". Store smaller pictures.");
        }
        int padding = -length & 3;
        records.write(MAGIC);
        records.write(word(kind << RecordIo.LENGTH_BITS | length));
        records.write(bytes, from, length);
        records.write(new byte[padding]);
        at += RecordIo.PIECE_HEADER + length + padding;
    }

    @Override
    public void close() {
        try (records;
                index) {
            records.flush();
            index.flush();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }
}
