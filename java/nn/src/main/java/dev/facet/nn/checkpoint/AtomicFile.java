package dev.facet.nn.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as one step: the content goes to a temporary file in the same folder, is forced to the disk and
 * renamed over the target. A crash, a full disk or an exception at any moment leaves the previous file as it was.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content; may throw at any point. */
    public interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /**
     * Puts a file in the place of {@code target}, whose folder is made if it is missing.
     *
     * @throws CheckpointException naming the file, if it cannot be written whole; the previous one is left as it was
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        Path temporary = folder.resolve(absolute.getFileName() + ".partial");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } catch (IOException e) {
            discard(temporary, e);
            String kept = Files.exists(absolute) ? "; the previous file is intact" : "";
            throw new CheckpointException(
                    target, "cannot be written (" + e + ")" + kept + "; free disk space or choose another folder", e);
        } catch (RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /** The rename itself survives a power failure only once the folder is on the disk. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
