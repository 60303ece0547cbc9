package dev.facet.faces;

import dev.facet.faces.internal.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The index of a {@link PackedImages} file: where each picture is, its size and checksum. Numbers are little-endian:
 *
 * <pre>
 * 0   "FACETPIX"
 * 8   int version, 1
 * 12  int n, the number of pictures
 * 16  long key, of the data set's name, its pictures' ids and the framing
 * 24  8 bytes 0
 * 32  n times: long place of the pixels (0: not there yet), int width, int height, int CRC-32C of the pixels, int 0
 * </pre>
 *
 * <p>Safe for many threads: an entry is seen whole or not at all.
 */
final class PackedIndex {

    private static final long MAGIC = 0x5849505445434146L; // "FACETPIX"
    private static final int VERSION = 1;
    private static final int HEADER = 32;
    private static final int ENTRY = 24;
    private static final int MAX_SIDE = 1 << 15;
    private static final int ENTRIES_AT_ONCE = 4096;

    private final AtomicLongArray places;
    private final int[] widths;
    private final int[] heights;
    private final int[] checksums;
    private long end;
    private int dropped;

    private PackedIndex(int count) {
        places = new AtomicLongArray(count);
        widths = new int[count];
        heights = new int[count];
        checksums = new int[count];
        end = bytes(count);
    }

    /** Bytes of an index of so many pictures; the pixels follow. */
    static long bytes(int count) {
        return HEADER + (long) ENTRY * count;
    }

    /** The header of a new file. */
    static ByteBuffer header(int count, long key) {
        return buffer(HEADER)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(count)
                .putLong(key)
                .rewind();
    }

    /** Where the entry of a picture stands. */
    static long entryAt(int i) {
        return HEADER + (long) ENTRY * i;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads an index. Entries that cannot be are left out and counted.
     *
     * @param count number of pictures that there should be
     * @param key that there should be
     * @throws FaceDataException naming the file if it is something else, or of other pictures
     */
    static PackedIndex read(ByteSource file, int count, long key) {
        if (file.size() < HEADER || longAt(file, 0) != MAGIC) {
            throw new FaceDataException(file.name() + " is no cache of pictures. Name another file, or delete it.");
        }
        int version = file.intAt(8);
        if (version != VERSION) {
            throw new FaceDataException(file.name() + " is a cache of version " + version + ", this Facet reads "
                    + VERSION + ". Delete it.");
        }
        if (file.intAt(12) != count || longAt(file, 16) != key || file.size() < bytes(count)) {
            throw new FaceDataException(file.name()
                    + " keeps pictures of another data set or at another size. Delete it or name another file.");
        }
        PackedIndex index = new PackedIndex(count);
        for (int first = 0; first < count; first += ENTRIES_AT_ONCE) {
            int n = Math.min(ENTRIES_AT_ONCE, count - first);
            ByteBuffer entries =
                    ByteBuffer.wrap(file.read(entryAt(first), ENTRY * n)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = first; i < first + n; i++) {
                index.readEntry(i, entries.position(ENTRY * (i - first)), file.size());
            }
        }
        return index;
    }

    private static long longAt(ByteSource file, long at) {
        return file.intAt(at) & 0xFFFFFFFFL | (long) file.intAt(at + 4) << 32;
    }

    private void readEntry(int i, ByteBuffer entry, long fileBytes) {
        long place = entry.getLong();
        int w = entry.getInt();
        int h = entry.getInt();
        if (place == 0) {
            return;
        }
        boolean sane = w > 0 && h > 0 && w <= MAX_SIDE && h <= MAX_SIDE && 3L * w * h <= Integer.MAX_VALUE;
        if (sane && place >= bytes(places.length()) && place <= fileBytes - 3L * w * h) {
            put(i, place, w, h, entry.getInt());
            end = Math.max(end, place + 3L * w * h);
        } else {
            dropped++;
        }
    }

    /** Number of pictures. */
    int count() {
        return places.length();
    }

    /** Where the pixels of new pictures go: behind all that are there. */
    long end() {
        return end;
    }

    /** How many entries were left out. */
    int dropped() {
        return dropped;
    }

    /** Whether a picture is there. */
    boolean has(int i) {
        return places.get(i) != 0;
    }

    /** Where the pixels of a picture that is there start. */
    long place(int i) {
        return places.get(i);
    }

    int width(int i) {
        return widths[i];
    }

    int height(int i) {
        return heights[i];
    }

    int checksum(int i) {
        return checksums[i];
    }

    /** Adds a picture. */
    void put(int i, long place, int width, int height, int checksum) {
        widths[i] = width;
        heights[i] = height;
        checksums[i] = checksum;
        // Last: whoever sees the place sees the rest.
        places.set(i, place);
    }

    /** An entry as it stands in the file. */
    static ByteBuffer entry(long place, int width, int height, int checksum) {
        return buffer(ENTRY)
                .putLong(place)
                .putInt(width)
                .putInt(height)
                .putInt(checksum)
                .rewind();
    }
}
