package dev.facet.faces.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.data.DataFormats;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import dev.facet.faces.data.Problems.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets written in one format and read in it again. */
class ConversionTest {

    @TempDir
    Path dir;

    private void picture(String name, int w, int h) throws IOException {
        byte[] coarse = new byte[4 * 4 * 3];
        new SplittableRandom(name.hashCode()).nextBytes(coarse);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String format = name.endsWith(".png") ? "png" : "jpeg";
        ImageIO.write(Image.of(4, 4, coarse).resize(w, h).toBufferedImage(), format, out);
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, out.toByteArray());
    }

    private FaceSource open(String name) {
        return DataFormats.open(dir.resolve(name).toString());
    }

    private FaceSource convert(FaceSource source, String to, String out, PictureStore store) {
        DatasetWriters.byId(to).write(source, dir.resolve(out), Pictures.all(store, done -> {}));
        return open(out);
    }

    private static void assertSamePictures(FaceDataset a, FaceDataset b) {
        assertThat(b.size()).isEqualTo(a.size());
        for (int i = 0; i < a.size(); i++) {
            assertThat(b.sample(i).encoded().orElseThrow())
                    .isEqualTo(a.sample(i).encoded().orElseThrow());
            assertThat(b.identity(i)).isEqualTo(a.identity(i));
        }
    }

    private FaceSource folder() throws IOException {
        picture("faces/Ann A/1.jpg", 20, 20);
        picture("faces/Ann A/2.png", 20, 20);
        picture("faces/Bob/x.jpg", 20, 20);
        return open("faces");
    }

    @Test
    void folderToRecordIoAndBackKeepsEveryByte() throws IOException {
        FaceSource faces = folder();
        FaceSource records = convert(faces, "recordio", "rec", PictureStore.unchanged());
        assertSamePictures(faces.faces(), records.faces());
        assertThat(records.faces().identities()).containsExactly("Ann A", "Bob");
        assertThat(dir.resolve("rec/property")).hasContent("2,20,20");
        assertThat(dir.resolve("rec/train.lst")).hasContent("1\tAnn A/1.jpg\t0\n1\tAnn A/2.png\t0\n1\tBob/x.jpg\t1");
        FaceSource back = convert(records, "folder", "back", PictureStore.unchanged());
        assertSamePictures(faces.faces(), back.faces());
        assertThat(back.faces().identities()).containsExactly("Ann A", "Bob");
        assertThat(dir.resolve("back/Ann A/2.png")).exists();
    }

    @Test
    void recordIoWantsOneSize() throws IOException {
        folder();
        picture("faces/Bob/y.jpg", 20, 30);
        FaceSource faces = open("faces");
        assertThatThrownBy(() -> convert(faces, "recordio", "rec", PictureStore.unchanged()))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("20x30")
                .hasMessageContaining("--size");
        assertThat(dir.resolve("rec")).doesNotExist();
        assertThat(dir.resolve("rec.partial")).doesNotExist();
        FaceSource records = convert(faces, "recordio", "rec112", PictureStore.squares(112));
        Image written = records.faces().sample(3).image();
        assertThat(written).hasToString("Image 112x112");
        // The square in the middle.
        Image expected = faces.faces().sample(3).image().resize(0, 5, 20, 25, 112, 112);
        assertThat(meanDifference(written, expected)).isLessThan(6);
    }

    private static double meanDifference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 255) - (b.rgb()[i] & 255));
        }
        return sum / a.rgb().length;
    }

    @Test
    void pairsBecomeAVerificationPack() throws IOException {
        for (String person : new String[] {"Ann", "Bob"}) {
            for (int i = 1; i <= 2; i++) {
                picture("lfw/images/" + person + "/" + person + "_000" + i + ".jpg", 24, 24);
            }
        }
        Files.writeString(dir.resolve("lfw/pairs.txt"), "1\t2\nAnn\t1\t2\nBob\t1\t2\nAnn\t1\tBob\t1\nAnn\t2\tBob\t2\n");
        FaceSource lfw = open("lfw");
        FacePairs pairs = lfw.requirePairs();
        FacePairs pack =
                convert(lfw, "bin", "out/lfw.bin", PictureStore.unchanged()).requirePairs();
        assertThat(pack.pairs().stream().map(p -> p.same())).containsExactly(false, true, false, true);
        int[] written = {2, 0, 3, 1};
        for (int i = 0; i < 4; i++) {
            byte[] second = pairs.images()
                    .sample(pairs.pairs().get(written[i]).second())
                    .encoded()
                    .orElseThrow();
            assertThat(pack.images().sample(pack.pairs().get(i).second()).encoded())
                    .hasValue(second);
        }
        assertThat(dir.resolve("out/lfw.bin.partial")).doesNotExist();
        assertThatThrownBy(() -> convert(lfw, "bin", "out/lfw.bin", PictureStore.unchanged()))
                .hasMessageContaining("exists already");
        FaceSource faces = folder();
        assertThatThrownBy(() -> convert(faces, "bin", "out/faces.bin", PictureStore.unchanged()))
                .hasMessageContaining("no verification pairs");
    }

    @Test
    void celebaListsKeepAttributesPartsAndLandmarks() throws IOException {
        for (int i = 1; i <= 3; i++) {
            picture("celeba/images/00000" + i + ".jpg", 30, 40);
        }
        Files.writeString(dir.resolve("celeba/identity_CelebA.txt"), "000001.jpg 7\n000002.jpg 9\n000003.jpg 7\n");
        Files.writeString(
                dir.resolve("celeba/list_attr_celeba.txt"),
                "3\nBald Smiling\n000001.jpg -1 1\n000002.jpg 1 -1\n000003.jpg 1 1\n");
        Files.writeString(dir.resolve("celeba/list_eval_partition.txt"), "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n");
        Files.writeString(
                dir.resolve("celeba/list_landmarks_align_celeba.txt"),
                "3\na b c d e f g h i j\n" + "000001.jpg 8 15 22 15 15 20 10 28 20 28\n"
                        + "000002.jpg 8 15 22 15 15 20 10 28 20 28\n000003.jpg 8 15 22 15 15 20 10 28 20 28\n");
        FaceDataset celeba = open("celeba").faces();
        FaceDataset copy = convert(open("celeba"), "celeba", "copy", PictureStore.squares(60))
                .faces();
        assertThat(copy.identities()).isEqualTo(celeba.identities());
        for (int i = 0; i < 3; i++) {
            FaceSample a = celeba.sample(i);
            FaceSample b = copy.sample(i);
            assertThat(b.attributes()).isEqualTo(a.attributes());
            assertThat(b.partition()).isEqualTo(a.partition());
            assertThat(b.identityName()).isEqualTo(a.identityName());
            // The square in the middle starts at y = 5 and is enlarged twice.
            assertThat(b.landmarks(LandmarkScheme.FIVE).orElseThrow())
                    .containsExactly(16, 20, 44, 20, 30, 30, 20, 46, 40, 46);
        }
        assertThat(convert(folder(), "celeba", "plain", PictureStore.unchanged())
                        .faces()
                        .identities())
                .containsExactly("1", "2");
        assertThat(dir.resolve("plain/list_attr_celeba.txt")).doesNotExist();
    }

    @Test
    void picturesThatCannotBeReadStopOrAreCounted() throws IOException {
        folder();
        byte[] whole = Files.readAllBytes(dir.resolve("faces/Bob/x.jpg"));
        Files.write(dir.resolve("faces/Bob/cut.jpg"), Arrays.copyOf(whole, whole.length / 2));
        FaceSource faces = open("faces");
        assertThatThrownBy(() -> convert(faces, "folder", "strict", PictureStore.unchanged()))
                .hasMessageContaining("cut.jpg");
        assertThat(dir.resolve("strict")).doesNotExist();
        assertThat(dir.resolve("strict.partial")).doesNotExist();
        Problems problems = new Problems();
        DatasetWriters.byId("folder")
                .write(
                        faces,
                        dir.resolve("lenient"),
                        Pictures.readable(PictureStore.unchanged(), problems, done -> {}));
        assertThat(problems.count(Kind.UNREADABLE_PICTURE)).isEqualTo(1);
        assertThat(open("lenient").faces().size()).isEqualTo(3);
    }

    @Test
    void strangeNamesBecomeFileNames() {
        Output.Names names = new Output.Names();
        assertThat(names.unique("a/b:c")).isEqualTo("a_b_c");
        assertThat(names.unique("A_B_C")).isEqualTo("A_B_C-2");
        assertThat(names.unique("..")).isEqualTo("_..");
        assertThat(names.unique("")).isEqualTo("_");
        assertThat(names.unique("Zoë 2")).isEqualTo("Zoë 2");
        assertThat(names.unique("x".repeat(500))).hasSize(120);
    }

    @Test
    void foldersWithSomethingInThemAreNotTouched() throws IOException {
        FaceSource faces = folder();
        assertThatThrownBy(() -> convert(faces, "folder", "faces", PictureStore.unchanged()))
                .hasMessageContaining("is not empty");
        assertThatThrownBy(() -> DatasetWriters.byId("lfw")).hasMessageContaining("recordio");
        assertThatThrownBy(() -> PictureStore.squares(4)).hasMessageContaining("4 pixels");
    }
}
