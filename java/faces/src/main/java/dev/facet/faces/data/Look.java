package dev.facet.faces.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Cheap looks at files and folders, for recognising formats. What cannot be read is as good as empty. */
final class Look {

    private static final int ENTRIES = 64;
    private static final int HEAD_BYTES = 4096;

    private Look() {}

    /** Some entries of a folder that fit, in no order. */
    static List<Path> entries(Path folder, Predicate<Path> fits) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (!entry.getFileName().toString().startsWith(".") && fits.test(entry)) {
                    found.add(entry);
                }
                if (found.size() == ENTRIES) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return found;
    }

    /** Whether a folder has files of a name's ending, as {@code .pts}. */
    static boolean has(Path folder, String ending) {
        return !entries(folder, file -> endsWith(file, ending)).isEmpty();
    }

    /** Whether a file's name has one of some endings, in upper or lower case. */
    static boolean endsWith(Path file, String... endings) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file is called a JPEG or PNG. */
    static boolean isNamedPicture(Path file) {
        return endsWith(file, ".jpg", ".jpeg", ".png");
    }

    /** The first bytes of a file. */
    static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The lines in the first bytes of a file that are not blank; the last may be cut. */
    static List<String> firstLines(Path file) {
        return Listing.lines(head(file)).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
