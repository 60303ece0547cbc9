package dev.facet.faces.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Partition;
import dev.facet.faces.data.DataFormats;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import dev.facet.faces.data.Problems.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {

    @TempDir
    Path dir;

    private void picture(String name, int w, int h) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }

    private Inspection inspect(String name, int pictures) {
        Problems problems = new Problems();
        FaceSource source = DataFormats.open(dir.resolve(name).toString(), problems);
        return Inspector.inspect(source, problems, pictures, done -> {});
    }

    @Test
    void countsWhatThereIs() throws IOException {
        for (int i = 1; i <= 4; i++) {
            picture("images/00000" + i + ".png", i == 4 ? 40 : 30, 40);
        }
        Files.writeString(
                dir.resolve("identity_CelebA.txt"),
                "000001.png 1\n000002.png 1\n000003.png 1\n000004.png 2\n000005.png 2\n");
        Files.writeString(
                dir.resolve("list_attr_celeba.txt"),
                "4\nBald Smiling\n000001.png -1 1\n000002.png 1 1\n000003.png -1 1\n000004.png -1 1\n");
        Files.writeString(
                dir.resolve("list_eval_partition.txt"), "000001.png 0\n000002.png 0\n000003.png 1\n000004.png 2\n");
        Files.writeString(
                dir.resolve("list_landmarks_align_celeba.txt"),
                "4\na b c d e f g h i j\n000001.png 8 15 22 15 15 20 10 28 20 28\n"
                        + "000002.png 8 15 22 15 15 20 10 28 20 28\n000003.png 8 15 22 15 15 20 10 28 200 28\n"
                        + "000004.png 8 15 22 15 15 20 10 28 20 28\n");
        Files.write(dir.resolve("images/000002.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Inspection found = inspect("", 10);
        assertThat(found.source().format().id()).isEqualTo("celeba");
        assertThat(found.pictures()).isEqualTo(4);
        assertThat(found.perIdentity()).isEqualTo(new Inspection.Range(2, 1, 3, 3));
        assertThat(found.attributes())
                .containsEntry("Bald", new Inspection.Attribute(4, 1))
                .containsEntry("Smiling", new Inspection.Attribute(4, 4));
        assertThat(found.landmarks()).isEqualTo(Map.of(LandmarkScheme.FIVE, 4));
        assertThat(found.partitions())
                .isEqualTo(Map.of(Partition.TRAINING, 2, Partition.VALIDATION, 1, Partition.TEST, 1));
        assertThat(found.lookedAt().pictures()).isEqualTo(4);
        assertThat(found.lookedAt().readable()).isEqualTo(3);
        assertThat(found.lookedAt().sizes()).containsEntry("30x40", 2).containsEntry("40x40", 1);
        assertThat(found.lookedAt().sizes().keySet()).first().isEqualTo("30x40");
        Problems problems = found.problems();
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(1);
        assertThat(problems.count(Kind.UNREADABLE_PICTURE)).isEqualTo(1);
        assertThat(problems.listed(Kind.LANDMARKS_OUTSIDE))
                .singleElement()
                .asString()
                .contains("000003.png: point 4 of five is at (200.0, 28.0), the picture has 30x40");
    }

    @Test
    void looksAtAsManyPicturesAsAsked() throws IOException {
        for (int i = 0; i < 20; i++) {
            picture("faces/p/" + i + ".png", 16 + i, 20);
        }
        Inspection found = inspect("faces", 4);
        assertThat(found.pictures()).isEqualTo(20);
        assertThat(found.lookedAt().pictures()).isEqualTo(4);
        assertThat(found.lookedAt().sizes()).hasSize(4);
    }

    @Test
    void aSheetShowsEveryTileWithItsShapeKept() throws IOException {
        for (int i = 0; i < 5; i++) {
            picture("faces/p/" + i + ".png", 20, 40);
        }
        Files.write(dir.resolve("faces/p/4.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        FaceSource source = DataFormats.open(dir.resolve("faces").toString());
        Image sheet = ContactSheet.draw(source.faces(), 3, 4, 32);
        assertThat(sheet).hasToString("Image 96x64");
        assertThat(sheet.pixel(32 + 16, 32 + 16)).isEqualTo(0x303030);
        assertThat(sheet.pixel(80, 50)).isZero();
    }

    @Test
    void theResearchDataHasNoProblems() {
        Path lfw = ResearchData.require("lfw");
        Problems problems = new Problems();
        FaceSource source = DataFormats.open(lfw.toString(), problems);
        Inspection found = Inspector.inspect(source, problems, 50, done -> {});
        assertThat(found.problems().counts()).isEmpty();
        assertThat(found.pairs()).contains(new Inspection.PairCounts(3000, 1500, 5, 0));
        assertThat(found.lookedAt().sizes()).containsExactly(Map.entry("250x250", 50));
    }
}
