package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.synth.SynthFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A folder in LFW's format with generated faces: two folds of four pairs. */
final class LfwFixture {

    private static final int PEOPLE = 4;
    private static final int IMAGES = 3;

    private LfwFixture() {}

    static Path write(Path root) throws IOException {
        FaceDataset faces = new SynthFaces(PEOPLE, IMAGES, 64, 5);
        for (int i = 0; i < faces.size(); i++) {
            String person = person(i / IMAGES);
            Path file = root.resolve("images").resolve(person).resolve(file(person, i % IMAGES + 1));
            Files.createDirectories(file.getParent());
            ImageIO.write(faces.sample(i).image().toBufferedImage(), "png", file.toFile());
        }
        StringBuilder pairs = new StringBuilder("2\t2\n");
        for (int fold = 0; fold < 2; fold++) {
            pairs.append(person(fold)).append("\t1\t2\n").append(person(fold)).append("\t1\t3\n");
            pairs.append(person(fold)).append("\t1\t").append(person(2)).append("\t1\n");
            pairs.append(person(fold)).append("\t2\t").append(person(3)).append("\t2\n");
        }
        Files.writeString(root.resolve("pairs.txt"), pairs);
        return root;
    }

    private static String person(int index) {
        return "Person_" + (char) ('A' + index);
    }

    private static String file(String person, int number) {
        return String.format(Locale.ROOT, "%s_%04d.jpg", person, number);
    }
}
