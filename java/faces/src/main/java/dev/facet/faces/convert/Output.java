package dev.facet.faces.convert;

import dev.facet.faces.FaceDataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes files and folders with errors that name them. */
final class Output {

    private static final int MAX_NAME = 120;

    private Output() {}

    static FaceDataException failed(Path file, IOException e) {
        return new FaceDataException(
                "Cannot write " + file + ": " + e + ". Free disk space or choose another folder.", e);
    }

    /** Makes a folder; an existing one must be empty. */
    static void startFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new FaceDataException(folder + " is not empty. Name a new folder.");
                }
            }
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /**
     * Makes a folder that has its name only when it is whole: until then it ends in {@code .partial}, and a failed one is
     * removed.
     *
     * @param folder an existing one must be empty
     * @param write fills the folder it is given
     */
    static void wholeFolder(Path folder, Consumer<Path> write) {
        Path whole = folder.toAbsolutePath().normalize();
        Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
        startFolder(whole);
        startFolder(partial);
        try {
            // Now and not at the end: what cannot be replaced is told before the work.
            Files.delete(whole);
            write.accept(partial);
            Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(folder, e);
        } finally {
            remove(partial);
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new FaceDataException("Cannot remove " + folder + ": " + e + ". Remove it yourself.", e);
        }
    }

    static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    static void bytes(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    static void text(Path file, CharSequence content) {
        bytes(file, content.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Names of files that no file system refuses, each once, also where upper and lower case are the same. */
    static final class Names {
        private final Set<String> taken = new HashSet<>();

        /** @param wanted any text */
        String unique(String wanted) {
            String name = wanted.replaceAll("[^\\p{L}\\p{N}_ .-]", "_").strip();
            name = name.isEmpty() || name.startsWith(".") ? "_" + name : name;
            name = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
            String unique = name;
            for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
                unique = name + "-" + i;
            }
            return unique;
        }
    }
}
