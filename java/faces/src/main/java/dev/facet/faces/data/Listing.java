package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads folders and text files with errors that name them. */
final class Listing {

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
        } catch (IOException e) {
            throw new FaceDataException("Cannot list folder " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    /**
     * The lines of a text file.
     *
     * @param what the file should be, for errors
     */
    static List<String> lines(Path file, String what) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new FaceDataException("There is no " + what + " " + file + ". Check the path.", e);
        } catch (IOException e) {
            throw new FaceDataException("Cannot read " + what + " " + file + ": " + e.getMessage() + ".", e);
        }
    }

    /** An error at a line of a file; lines count from 1. */
    static FaceDataException bad(Path file, int line, String reason) {
        return new FaceDataException(file + " line " + line + ": " + reason);
    }
}
