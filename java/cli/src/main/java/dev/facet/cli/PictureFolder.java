package dev.facet.cli;

import dev.facet.faces.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;

/** Writes pictures as PNG files into one folder, under names of their own. */
final class PictureFolder {

    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    /** @param folder made when the first picture is written */
    PictureFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a picture.
     *
     * @param name of what it shows, perhaps a file in a folder; the file's name is made from it
     * @return the file
     */
    Path write(String name, Image picture) {
        String stem = name.replaceFirst("\\.[A-Za-z]{3,4}$", "").replaceAll("[^A-Za-z0-9._-]+", "_");
        String unique = stem;
        for (int n = 2; !taken.add(unique); n++) {
            unique = stem + "-" + n;
        }
        Path file = folder.resolve(unique + ".png");
        try {
            Files.createDirectories(folder);
            ImageIO.write(picture.toBufferedImage(), "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the picture " + file + ": " + e.getMessage(), e);
        }
        return file;
    }
}
