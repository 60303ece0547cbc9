package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.internal.ByteSource;
import java.util.Arrays;

/**
 * Where the records of a RecordIO file are: the lines {@code key<TAB>byte} of its {@code .idx} file, by key. Keys are
 * whole numbers below 2^31.
 */
final class RecordIndex {

    private static final int CHUNK = 1 << 16;

    private final int[] keys;
    private final long[] places;

    private RecordIndex(int[] keys, long[] places) {
        this.keys = keys;
        this.places = places;
    }

    /** Number of records. */
    int size() {
        return keys.length;
    }

    /** The i-th key in rising order. */
    int key(int i) {
        return keys[i];
    }

    /** Where the record of the i-th key starts. */
    long place(int i) {
        return places[i];
    }

    /** Which of the keys in rising order this is; negative if there is no such key. */
    int find(long key) {
        return key < 0 || key > Integer.MAX_VALUE ? -1 : Arrays.binarySearch(keys, (int) key);
    }

    /** Which of the keys in rising order is the first that is not below a number; {@link #size()} if none is. */
    int firstFrom(long key) {
        if (key > Integer.MAX_VALUE) {
            return size();
        }
        int i = Arrays.binarySearch(keys, (int) Math.max(0, key));
        return i < 0 ? -i - 1 : i;
    }

    /**
     * Reads an index.
     *
     * @param file the {@code .idx} file
     * @param records bytes of the {@code .rec} file, which bounds the number of records
     * @throws FaceDataException naming file and line if a line is malformed or a key is there twice
     */
    static RecordIndex parse(ByteSource file, long records) {
        Builder builder = new Builder(file.name(), records);
        long[] fields = new long[2];
        int field = 0;
        boolean digits = false;
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < file.size(); at += CHUNK) {
            int n = (int) Math.min(CHUNK, file.size() - at);
            file.read(at, chunk, 0, n);
            for (int i = 0; i < n; i++) {
                byte c = chunk[i];
                if (c >= '0' && c <= '9') {
                    fields[field] = 10 * fields[field] + (c - '0');
                    digits = true;
                    if (fields[field] > Long.MAX_VALUE / 100) {
                        throw builder.bad("a number is too large");
                    }
                } else if (c == '\t' && field == 0 && digits) {
                    field = 1;
                    digits = false;
                } else if (c == '\n') {
                    builder.endOfLine(fields, field, digits);
                    Arrays.fill(fields, 0);
                    field = 0;
                    digits = false;
                } else if (c != '\r') {
                    throw builder.bad("expected \"key<TAB>byte\"");
                }
            }
        }
        if (field == 1 || digits) {
            builder.endOfLine(fields, field, digits);
        }
        return builder.build();
    }

    /**
     * Finds the records of a file without an index by walking over it. Keys are the ids of the image records, which
     * writers set to the key; where they are no keys or not distinct, records are counted from 0.
     */
    static RecordIndex scan(ByteSource file) {
        Builder counted = new Builder(file.name(), file.size());
        Builder named = new Builder(file.name(), file.size());
        for (long at = 0; at < file.size(); at = RecordIo.next(file, at)) {
            int kind = RecordIo.kind(file, at);
            if (kind == RecordIo.WHOLE || kind == RecordIo.FIRST) {
                RecordIo.Start start = RecordIo.readStart(file, at, ImageRecord.HEADER);
                long id = ImageRecord.id(start.bytes());
                if (id >= 0 && id <= Integer.MAX_VALUE) {
                    named.add(id, at);
                }
                counted.add(counted.count, at);
            }
        }
        return (named.count == counted.count && named.isDistinct() ? named : counted).build();
    }

    /** Collects records. */
    private static final class Builder {
        private final String file;
        private final long most;
        private long[] keys = new long[1024];
        private long[] places = new long[1024];
        private int count;
        private int line = 1;

        Builder(String file, long records) {
            this.file = file;
            this.most = records / RecordIo.PIECE_HEADER;
        }

        void endOfLine(long[] fields, int field, boolean digits) {
            if (field == 1 && digits) {
                if (fields[0] > Integer.MAX_VALUE) {
                    throw bad("key " + fields[0] + " is not below 2^31");
                }
                add(fields[0], fields[1]);
            } else if (field == 1 || digits) {
                throw bad("expected \"key<TAB>byte\"");
            }
            line++;
        }

        void add(long key, long place) {
            if (count >= most) {
                throw bad("there are more records than the .rec file has room for");
            }
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, 2 * count);
                places = Arrays.copyOf(places, 2 * count);
            }
            keys[count] = key;
            places[count++] = place;
        }

        boolean isDistinct() {
            long[] sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            for (int i = 1; i < count; i++) {
                if (sorted[i] == sorted[i - 1]) {
                    return false;
                }
            }
            return true;
        }

        FaceDataException bad(String reason) {
            return new FaceDataException(file + " line " + line + ": " + reason + ". Copy the file again.");
        }

        RecordIndex build() {
            // Sorted by key, each with its position in the lower half.
            long[] order = new long[count];
            for (int i = 0; i < count; i++) {
                order[i] = keys[i] << Integer.SIZE | i;
            }
            Arrays.sort(order);
            int[] sortedKeys = new int[count];
            long[] sortedPlaces = new long[count];
            for (int i = 0; i < count; i++) {
                sortedKeys[i] = (int) (order[i] >>> Integer.SIZE);
                sortedPlaces[i] = places[(int) order[i]];
                if (i > 0 && sortedKeys[i] == sortedKeys[i - 1]) {
                    throw new FaceDataException(file + " has key " + sortedKeys[i] + " twice. Copy the file again.");
                }
            }
            return new RecordIndex(sortedKeys, sortedPlaces);
        }
    }
}
