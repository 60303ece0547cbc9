package dev.facet.faces;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The chunks of a PNG file: signature (8 bytes), then length (4, big-endian), type (4), data, checksum (4) until
 * {@code IEND}.
 */
final class PngChunks {

    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    private static final int IEND = type("IEND");
    private static final Set<Integer> TEXT = Set.of(type("tEXt"), type("zTXt"), type("iTXt"));

    private PngChunks() {}

    private static int type(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }

    /** Whether all chunks up to the last are there. */
    static boolean hasEnd(byte[] png) {
        ByteBuffer b = ByteBuffer.wrap(png);
        long at = SIGNATURE;
        while (at + FRAME <= png.length) {
            if (b.getInt((int) at + 4) == IEND) {
                return true;
            }
            at += FRAME + (b.getInt((int) at) & 0xFFFFFFFFL);
        }
        return false;
    }

    /**
     * The same picture without comments. A decoder inflates compressed ones although nobody asked for them, and a few
     * kilobytes of them can fill the memory.
     *
     * @param png for which {@link #hasEnd} is true
     * @return the same array if there is no comment
     */
    static byte[] withoutText(byte[] png) {
        ByteBuffer b = ByteBuffer.wrap(png);
        ByteArrayOutputStream out = null;
        int kept = 0;
        int at = SIGNATURE;
        while (b.getInt(at + 4) != IEND) {
            int next = at + FRAME + b.getInt(at);
            if (TEXT.contains(b.getInt(at + 4))) {
                out = out == null ? new ByteArrayOutputStream(png.length) : out;
                out.write(png, kept, at - kept);
                kept = next;
            }
            at = next;
        }
        if (out == null) {
            return png;
        }
        out.write(png, kept, png.length - kept);
        return out.toByteArray();
    }
}
