package dev.facet.faces.data;

import dev.facet.faces.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Makes small data sets in a folder: text files and tiny pictures, each different by its name. */
record Tree(Path root) {

    Path text(String name, String content) {
        return bytes(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path bytes(String name, byte[] content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture of 24x20 pixels. */
    Path picture(String name) {
        return picture(name, 24, 20);
    }

    Path picture(String name, int w, int h) {
        return bytes(name, encoded(name.hashCode(), w, h, name.endsWith(".png") ? "png" : "jpg"));
    }

    /** A PNG whose every pixel has one value in one channel, except the last, which has another. */
    Path labels(String name, int w, int h, int value, int last) {
        BufferedImage picture = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < w * h; i++) {
            picture.getRaster().setSample(i % w, i / w, 0, i == w * h - 1 ? last : value);
        }
        return bytes(name, encode(picture, "png"));
    }

    /** Coarse noise as a picture file. */
    static byte[] encoded(long seed, int w, int h, String format) {
        byte[] coarse = new byte[4 * 4 * 3];
        new SplittableRandom(seed).nextBytes(coarse);
        return encode(Image.of(4, 4, coarse).resize(w, h).toBufferedImage(), format);
    }

    private static byte[] encode(BufferedImage picture, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(picture, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FaceSource open(String name) {
        return DataFormats.open(root.resolve(name).toString());
    }

    FaceSource open(String name, Problems problems) {
        return DataFormats.open(root.resolve(name).toString(), problems);
    }
}
