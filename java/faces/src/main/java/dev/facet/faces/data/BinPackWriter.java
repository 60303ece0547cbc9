package dev.facet.faces.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a verification pack that {@code pickle.load} reads as (list of bytes, list of bool), in protocol 3, which every
 * Python 3 knows. First all pictures, two a pair, then for each pair whether it shows one person.
 */
public final class BinPackWriter implements Closeable {

    private static final int PROTOCOL = 3;
    // Python itself appends in lumps of this size.
    private static final int LUMP = 1000;

    private final OutputStream out;
    private int inLump;
    private boolean pictures = true;

    /** Starts a pack; {@link #close} ends it and closes the stream. */
    public BinPackWriter(OutputStream out) throws IOException {
        this.out = out;
        out.write(new byte[] {(byte) 0x80, PROTOCOL, ']'});
    }

    /** Adds a picture, before the first {@link #pair}. */
    public void picture(byte[] file) throws IOException {
        if (!pictures) {
            throw new IllegalStateException("all pictures come before the first pair");
        }
        startEntry();
        out.write('B');
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(file.length)
                .array());
        out.write(file);
        endEntry();
    }

    /** Adds whether the next two pictures show one person. */
    public void pair(boolean same) throws IOException {
        if (pictures) {
            endLump();
            out.write(']');
            pictures = false;
        }
        startEntry();
        out.write(same ? 0x88 : 0x89);
        endEntry();
    }

    private void startEntry() throws IOException {
        if (inLump++ == 0) {
            out.write('(');
        }
    }

    private void endEntry() throws IOException {
        if (inLump == LUMP) {
            endLump();
        }
    }

    private void endLump() throws IOException {
        if (inLump > 0) {
            out.write('e');
            inLump = 0;
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            endLump();
            if (pictures) {
                out.write(']');
            }
            out.write(0x86);
            out.write('.');
        }
    }
}
