package dev.facet.faces.internal;

import dev.facet.faces.FaceDataException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file mapped into memory piece by piece, so that it may be larger than 2 GiB and may grow while it is read. Nothing
 * has to be closed: the pieces are unmapped when nobody refers to them any more.
 */
public final class MappedFile implements ByteSource {

    private static final int PIECE = 1 << 30;

    private final Path file;
    private volatile MappedByteBuffer[] pieces = {};
    private volatile long size;

    private MappedFile(Path file) {
        this.file = file;
    }

    /**
     * Maps a file.
     *
     * @param what the file should be, for errors
     * @throws FaceDataException naming the file if it cannot be read
     */
    public static MappedFile open(Path file, String what) {
        MappedFile mapped = new MappedFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            mapped.extend(channel);
            return mapped;
        } catch (NoSuchFileException e) {
            throw new FaceDataException("There is no " + what + " " + file + ". Check the path.", e);
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read " + what + " " + file + ": " + e.getMessage()
                            + ". Check that it may be read and is whole.",
                    e);
        }
    }

    /** Maps what a file has through a channel that is open on it; the channel is not kept. */
    public static MappedFile of(Path file, FileChannel channel) throws IOException {
        MappedFile mapped = new MappedFile(file);
        mapped.extend(channel);
        return mapped;
    }

    /** Maps what the file has grown by. */
    public synchronized void extend(FileChannel channel) throws IOException {
        long grown = channel.size();
        int first = (int) (size / PIECE);
        MappedByteBuffer[] next = Arrays.copyOf(pieces, Math.toIntExact((grown + PIECE - 1) / PIECE));
        for (int i = first; i < next.length; i++) {
            long at = (long) i * PIECE;
            next[i] = channel.map(MapMode.READ_ONLY, at, Math.min(PIECE, grown - at));
        }
        pieces = next;
        size = grown;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long at, byte[] into, int offset, int length) {
        checkRange(at, length);
        MappedByteBuffer[] mapped = pieces;
        try {
            for (int done = 0; done < length; ) {
                int start = (int) ((at + done) % PIECE);
                int n = Math.min(length - done, PIECE - start);
                mapped[(int) ((at + done) / PIECE)].get(start, into, offset + done, n);
                done += n;
            }
        } catch (InternalError e) {
            // The JVM's answer to a page that is not there any more.
            throw new FaceDataException(file + " became shorter while it was read. Copy it again.", e);
        }
    }
}
