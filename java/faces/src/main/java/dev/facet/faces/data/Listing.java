package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads folders and text files with errors that name them. */
final class Listing {

    private static final long MAX_TEXT_BYTES = 1 << 30;
    private static final int MAX_LINE = 1 << 16;

    private Listing() {}

    /** What is in a folder, sorted by name, without hidden entries. */
    static List<Path> of(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> !p.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new FaceDataException("There is no folder " + folder + ". Check the path.", e);
        } catch (NotDirectoryException e) {
            throw new FaceDataException(folder + " is a file, not a folder. Name the folder it is in.", e);
        } catch (IOException | UncheckedIOException e) {
            throw new FaceDataException(
                    "Cannot list folder " + folder + ": " + e.getMessage() + ". Check that it may be read.", e);
        }
    }

    /** The names of the files in a folder; none if there is no such folder. */
    static Set<String> fileNames(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        return of(folder).stream()
                .filter(Files::isRegularFile)
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The lines of a text file.
     *
     * @param what the file should be, for errors
     */
    static List<String> lines(Path file, String what) {
        try {
            if (Files.size(file) > MAX_TEXT_BYTES) {
                throw new FaceDataException(
                        file + " has more than a gibibyte and is no " + what + ". Check that it is the right file.");
            }
            return lines(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new FaceDataException("There is no " + what + " " + file + ". Check the path.", e);
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read " + what + " " + file + ": " + e.getMessage()
                            + ". Check that it may be read and is whole.",
                    e);
        }
    }

    /** The lines of a text; a byte order mark is left out, and bytes that are no UTF-8 become replacement characters. */
    static List<String> lines(byte[] text) {
        String all = new String(text, StandardCharsets.UTF_8);
        return (all.startsWith("\uFEFF") ? all.substring(1) : all).lines().toList();
    }

    /** Gets the lines of a text one after the other. */
    interface LineConsumer {

        /** @param number of the line, from 1 */
        void accept(String line, int number);
    }

    /**
     * Reads a text file that may be larger than the memory. Bytes that are no UTF-8 become replacement characters.
     *
     * @param what the file should be, for errors
     */
    static void forEachLine(Path file, String what, LineConsumer consumer) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int number = 1;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    consumer.accept(line.toString(StandardCharsets.UTF_8), number++);
                    line.reset();
                } else if (line.size() == MAX_LINE) {
                    throw bad(file, number, "the line has more than " + MAX_LINE + " bytes; this is no " + what);
                } else {
                    line.write(c);
                }
            }
            if (line.size() > 0) {
                consumer.accept(line.toString(StandardCharsets.UTF_8), number);
            }
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read " + what + " " + file + ": " + e.getMessage()
                            + ". Check that it may be read and is whole.",
                    e);
        }
    }

    /** An error at a line of a file; lines count from 1. */
    static FaceDataException bad(Path file, int line, String reason) {
        return new FaceDataException(file + " line " + line + ": " + reason);
    }

    /**
     * A file that a list names.
     *
     * @param folder that the name is relative to
     * @param root that it must not leave
     * @throws FaceDataException if the name leads out of {@code root} or is none
     */
    static Path within(Path root, Path folder, String name, Path list, int line) {
        try {
            Path file = folder.resolve(name).normalize();
            // Made absolute before it is normalised: a leading ".." only goes away then.
            if (file.toAbsolutePath()
                    .normalize()
                    .startsWith(root.toAbsolutePath().normalize())) {
                return file;
            }
        } catch (InvalidPathException e) {
            // No name of a file.
        }
        throw bad(list, line, "\"" + name + "\" is no file inside of " + root);
    }

    /** A whole number of a list. */
    static int integer(String text, Path file, int line) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw bad(file, line, "\"" + text + "\" is no whole number");
        }
    }

    /** A finite number of a list. */
    static float number(String text, Path file, int line) {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, as infinities and NaN are.
        }
        throw bad(file, line, "\"" + text + "\" is no number");
    }

    /** The folder that a file is in. */
    static Path folderOf(Path file) {
        Path parent = file.getParent();
        return parent != null ? parent : Path.of("");
    }

    /**
     * Refuses to open a data set of which nothing is left.
     *
     * @param problems with what was left out
     */
    static void requireSome(Collection<?> pictures, Path dataset, Problems problems) {
        if (pictures.isEmpty()) {
            problems.orThrow(dataset);
            throw new FaceDataException(dataset + " lists no picture. Copy it again.");
        }
    }

    /** A file's name without what follows the last dot. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
