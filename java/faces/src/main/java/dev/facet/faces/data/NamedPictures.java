package dev.facet.faces.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Folders of pictures whose names tell about the faces, in the folder itself or one folder below. */
final class NamedPictures {

    // Copies hold a stray file or two.
    private static final double ENOUGH = 0.9;

    private NamedPictures() {}

    /** Whether nearly all of some pictures follow a pattern. */
    static boolean follow(Path folder, Pattern pattern) {
        List<Path> some = Look.entries(folder, Look::isNamedPicture);
        for (Path sub : some.isEmpty() ? Look.entries(folder, Files::isDirectory) : List.<Path>of()) {
            some = Look.entries(sub, Look::isNamedPicture);
            if (!some.isEmpty()) {
                break;
            }
        }
        long fitting = some.stream()
                .filter(file -> pattern.matcher(file.getFileName().toString()).matches())
                .count();
        return fitting > 0 && fitting >= ENOUGH * some.size();
    }

    /** All files called pictures, those of the folder itself first. */
    static List<Path> of(Path folder) {
        List<Path> pictures = new ArrayList<>();
        List<Path> entries = Listing.of(folder);
        entries.stream()
                .filter(file -> Look.isNamedPicture(file) && Files.isRegularFile(file))
                .forEach(pictures::add);
        entries.stream()
                .filter(Files::isDirectory)
                .forEach(sub -> Listing.of(sub).stream()
                        .filter(file -> Look.isNamedPicture(file) && Files.isRegularFile(file))
                        .forEach(pictures::add));
        return pictures;
    }
}
