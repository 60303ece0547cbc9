package dev.facet.faces.internal;

/** The bytes of a file at any place, numbers little-endian. Safe for many threads. */
public interface ByteSource {

    /** The file, for errors. */
    String name();

    /** Number of bytes. */
    long size();

    /**
     * Copies bytes.
     *
     * @throws IndexOutOfBoundsException if they are not all inside the file
     */
    void read(long at, byte[] into, int offset, int length);

    /** A copy of {@code length} bytes. */
    default byte[] read(long at, int length) {
        checkRange(at, length);
        byte[] out = new byte[length];
        read(at, out, 0, length);
        return out;
    }

    /** The byte at a place, 0 to 255. */
    default int unsignedByte(long at) {
        return read(at, 1)[0] & 255;
    }

    /** The 32-bit number at a place. */
    default int intAt(long at) {
        byte[] b = read(at, 4);
        return b[0] & 255 | (b[1] & 255) << 8 | (b[2] & 255) << 16 | b[3] << 24;
    }

    /** Refuses ranges that are not inside the file. */
    default void checkRange(long at, long length) {
        if (at < 0 || length < 0 || at > size() - length) {
            throw new IndexOutOfBoundsException(
                    length + " bytes at " + at + " are not inside of " + name() + ", which has " + size());
        }
    }
}
