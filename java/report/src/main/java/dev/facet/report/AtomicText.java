package dev.facet.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces a text file as one step: readers see the old text or the new, never half of it. */
final class AtomicText {
    private AtomicText() {}

    static void write(Path target, String text) {
        Path absolute = target.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".partial");
        try {
            Files.createDirectories(absolute.getParent());
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw new UncheckedIOException(
                    target + " cannot be written (" + e + "); free disk space or choose another folder", e);
        }
    }
}
