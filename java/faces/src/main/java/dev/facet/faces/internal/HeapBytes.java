package dev.facet.faces.internal;

/**
 * Bytes in memory.
 *
 * @param name for errors
 * @param bytes must not be changed
 */
public record HeapBytes(String name, byte[] bytes) implements ByteSource {

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long at, byte[] into, int offset, int length) {
        checkRange(at, length);
        System.arraycopy(bytes, (int) at, into, offset, length);
    }

    @Override
    public int unsignedByte(long at) {
        checkRange(at, 1);
        return bytes[(int) at] & 255;
    }
}
