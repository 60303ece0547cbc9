package dev.facet.faces.convert;

import dev.facet.faces.FaceDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
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
