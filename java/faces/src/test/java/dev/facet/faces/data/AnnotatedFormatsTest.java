package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Landmarks106;
import dev.facet.faces.PartMasks;
import dev.facet.faces.Partition;
import dev.facet.faces.data.Problems.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets with attributes, landmarks, masks and ages, as their makers lay them out. */
class AnnotatedFormatsTest {

    @TempDir
    Path dir;

    private Tree tree;

    @BeforeEach
    void startTree() {
        tree = new Tree(dir);
    }

    private void celebaAsReleased() {
        for (int i = 1; i <= 3; i++) {
            tree.picture("celeba/Img/img_align_celeba/00000" + i + ".jpg");
        }
        tree.text("celeba/Anno/identity_CelebA.txt", "000001.jpg 7\n000002.jpg 7\n000003.jpg 4\n");
        tree.text(
                "celeba/Anno/list_attr_celeba.txt",
                "3\nBald Smiling \n000001.jpg -1  1\n000002.jpg  1 -1\n000003.jpg  1  1\n");
        tree.text("celeba/Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n");
        tree.text(
                "celeba/Anno/list_landmarks_align_celeba.txt",
                "3\nlefteye_x lefteye_y righteye_x righteye_y nose_x nose_y leftmouth_x leftmouth_y rightmouth_x rightmouth_y\n"
                        + "000001.jpg 6 7 16 7 11 12 7 16 15 16\n000002.jpg 6 7 16 7 11 12 7 16 15 16\n"
                        + "000003.jpg 6 7 16 7 11 12 7 16 15 16\n");
    }

    @Test
    void celebaWithPartsAndLandmarks() {
        celebaAsReleased();
        FaceDataset data = tree.open("celeba").faces();
        assertThat(data.identities()).containsExactly("4", "7");
        FaceSample second = data.sample(1);
        assertThat(second.partition()).contains(Partition.VALIDATION);
        assertThat(second.attributes()).containsEntry("Bald", true).containsEntry("Smiling", false);
        assertThat(second.landmarks(LandmarkScheme.FIVE))
                .hasValueSatisfying(xy -> assertThat(xy).containsExactly(6, 7, 16, 7, 11, 12, 7, 16, 15, 16));
        assertThat(second.landmarks()).isEmpty();
        assertThat(FaceSubsets.ofPartition(data, Partition.TEST).sample(0).id()).isEqualTo("000003.jpg");
        FaceSample cropped = FaceSubsets.cropped(data, 2, 2, 22, 18).sample(1);
        assertThat(cropped.landmarks(LandmarkScheme.FIVE).orElseThrow()).startsWith(4, 5);
        assertThat(cropped.partition()).contains(Partition.VALIDATION);
        assertThat(cropped.encoded()).isEmpty();
    }

    @Test
    void celebaAsRepackedTables() {
        tree.picture("k/img_align_celeba/img_align_celeba/000001.jpg");
        tree.picture("k/img_align_celeba/img_align_celeba/000002.jpg");
        tree.text("k/list_attr_celeba.csv", "image_id,Bald,Smiling\n000001.jpg,-1,1\n000002.jpg,1,0\n");
        tree.text("k/list_eval_partition.csv", "image_id,partition\n000001.jpg,0\n000002.jpg,2\n");
        FaceDataset data = tree.open("k").faces();
        assertThat(data.attributes()).containsExactly("Bald", "Smiling");
        assertThat(data.identities()).containsExactly("000001", "000002");
        assertThat(data.sample(1).partition()).contains(Partition.TEST);
        assertThat(data.sample(1).attributes()).containsEntry("Smiling", false);
    }

    @Test
    void celebaCountsMissingPictures() throws IOException {
        celebaAsReleased();
        Files.delete(dir.resolve("celeba/Img/img_align_celeba/000002.jpg"));
        Problems problems = new Problems();
        FaceDataset data = tree.open("celeba", problems).faces();
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.identities()).containsExactly("4", "7");
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(1);
        assertThatThrownBy(() -> tree.open("celeba")).hasMessageContaining("000002.jpg");
        tree.text("celeba/Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 5\n");
        assertThatThrownBy(() -> tree.open("celeba"))
                .hasMessageContaining("list_eval_partition.txt line 2")
                .hasMessageContaining("parts are 0, 1 and 2");
    }

    private static String pts(int points, double x) {
        StringBuilder text = new StringBuilder("version: 1\nn_points: " + points + "\n{\n");
        for (int i = 0; i < points; i++) {
            text.append(String.format(Locale.ROOT, "%.3f %.3f%n", x + i % 8, 1.0 + i / 8));
        }
        return text + "}\n";
    }

    @Test
    void pointsCountFromTheFirstPixelsCentre() {
        tree.picture("w/indoor/a.png");
        tree.text("w/indoor/a.pts", pts(68, 1));
        tree.picture("w/outdoor/b.jpg");
        tree.text("w/outdoor/b.pts", pts(68, 3));
        FaceDataset data = tree.open("w").faces();
        assertThat(data.size()).isEqualTo(2);
        FaceSample first = data.sample(0);
        assertThat(first.id()).isEqualTo(Path.of("indoor/a.png").toString());
        // MATLAB's (1, 1) is the centre of the first pixel, which covers [0, 1).
        assertThat(first.landmarks().orElseThrow()).startsWith(0.5f, 0.5f, 1.5f, 0.5f);
        assertThat(data.parts()).contains(FaceParts.JAW);
    }

    @Test
    void pointsErrorsNameFileAndLine() {
        Path file = Path.of("a.pts");
        assertThatThrownBy(() -> PtsFormat.parse(file, pts(67, 1).lines().toList()))
                .hasMessageContaining("a.pts line 2")
                .hasMessageContaining("67");
        assertThatThrownBy(() -> PtsFormat.parse(
                        file, pts(68, 1).replace("}", "").lines().toList()))
                .hasMessageContaining("do not end");
        assertThatThrownBy(() -> PtsFormat.parse(
                        file,
                        pts(68, 1).replace("3.000 1.000", "NaN 1.0").lines().toList()))
                .hasMessageContaining("line 6")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> PtsFormat.parse(file, List.of("1 2", "3 4"))).hasMessageContaining("line 1");
        tree.picture("w/a.png");
        tree.text("w/a.pts", "version: 1\n");
        tree.text("w/alone.pts", pts(68, 1));
        Path unmarked = tree.picture("w/unmarked.png");
        Problems problems = new Problems();
        FaceDataset data = tree.open("w", problems).faces();
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(1);
        assertThat(problems.listed(Kind.MISSING_ANNOTATION))
                .singleElement()
                .asString()
                .contains(unmarked.toString());
        assertThatThrownBy(() -> data.sample(0).landmarks()).hasMessageContaining("a.pts");
    }

    /** A face that fills 240x240 pixels, in LaPa's order. */
    private static float[] lapaFace() {
        float[] xy = new float[2 * Landmarks106.COUNT];
        for (int i = 0; i < Landmarks106.COUNT; i++) {
            set(xy, i, 120, 120);
        }
        for (int i = 0; i <= 32; i++) {
            double angle = Math.PI * (1 - i / 32.0);
            set(xy, i, 120 + 90 * Math.cos(angle), 100 + 120 * Math.sin(angle));
        }
        for (int i = 0; i < 5; i++) {
            set(xy, 33 + i, 55 + 10 * i, 75);
            set(xy, 42 + i, 145 + 10 * i, 75);
        }
        for (int i = 0; i < 4; i++) {
            set(xy, 38 + i, 90 - 10 * i, 82);
            set(xy, 47 + i, 180 - 10 * i, 82);
            set(xy, 51 + i, 120, 90 + 15 * i);
        }
        for (int i = 0; i < 11; i++) {
            set(xy, 55 + i, 100 + 4 * i, 140 + (i > 2 && i < 8 ? 10 : 0));
        }
        for (int i = 0; i < 8; i++) {
            set(xy, 66 + i, 75 - 15 * Math.cos(i * Math.PI / 4), 100 - 6 * Math.sin(i * Math.PI / 4));
            set(xy, 75 + i, 165 - 15 * Math.cos(i * Math.PI / 4), 100 - 6 * Math.sin(i * Math.PI / 4));
        }
        set(xy, 74, 75, 100);
        set(xy, 83, 165, 100);
        for (int i = 0; i < 12; i++) {
            set(xy, 84 + i, 120 - 30 * Math.cos(i * Math.PI / 6), 175 - 12 * Math.sin(i * Math.PI / 6));
        }
        for (int i = 0; i < 8; i++) {
            set(xy, 96 + i, 120 - 20 * Math.cos(i * Math.PI / 4), 175 - 5 * Math.sin(i * Math.PI / 4));
        }
        set(xy, 104, 75, 100);
        set(xy, 105, 165, 100);
        return xy;
    }

    private static void set(float[] xy, int point, double x, double y) {
        xy[2 * point] = (float) x;
        xy[2 * point + 1] = (float) y;
    }

    private static String lapaText(float[] xy) {
        StringBuilder text = new StringBuilder("106\n");
        for (int i = 0; i < xy.length; i += 2) {
            text.append(xy[i]).append(' ').append(xy[i + 1]).append('\n');
        }
        return text.toString();
    }

    private void lapa() {
        for (String part : new String[] {"train", "test"}) {
            tree.picture("lapa/" + part + "/images/1.jpg", 240, 240);
            tree.text("lapa/" + part + "/landmarks/1.txt", lapaText(lapaFace()));
            tree.labels("lapa/" + part + "/labels/1.png", 240, 240, 1, 10);
        }
    }

    @Test
    void lapaLabelsAndLandmarksTogetherTellAllParts() {
        lapa();
        FaceDataset data = tree.open("lapa").faces();
        assertThat(data.size()).isEqualTo(2);
        FaceSample train = data.sample(0);
        assertThat(train.partition()).contains(Partition.TRAINING);
        assertThat(train.landmarkSchemes())
                .containsExactlyInAnyOrder(LandmarkScheme.FIVE, LandmarkScheme.IBUG68, LandmarkScheme.LAPA106);
        assertThat(train.landmarks(LandmarkScheme.FIVE).orElseThrow())
                .containsExactly(75, 100, 165, 100, 120, 135, 90, 175, 150, 175);
        PartMasks parts = train.parts().orElseThrow();
        assertThat(parts.parts()).containsExactlyInAnyOrder(FaceParts.values());
        // All is labelled skin but the last pixel, which is hair.
        assertThat(parts.contains(FaceParts.HAIR, 239, 239)).isTrue();
        assertThat(parts.count(FaceParts.HAIR)).isEqualTo(1);
        assertThat(parts.count(FaceParts.MOUTH)).isZero();
        assertThat(parts.contains(FaceParts.CHEEK, 60, 140)).isTrue();
        assertThat(parts.contains(FaceParts.JAW, 120, 205)).isTrue();
        assertThat(parts.provenance(FaceParts.EYES)).isEqualTo(PartMasks.Provenance.LABELLED);
        assertThat(parts.provenance(FaceParts.JAW)).isEqualTo(PartMasks.Provenance.DERIVED);
    }

    @Test
    void lapaWithoutLabelsUsesTheLandmarks() {
        tree.picture("part/images/1.jpg", 240, 240);
        tree.text("part/landmarks/1.txt", lapaText(lapaFace()));
        tree.picture("part/images/2.jpg", 240, 240);
        Problems problems = new Problems();
        FaceDataset data = tree.open("part", problems).faces();
        assertThat(problems.count(Kind.MISSING_ANNOTATION)).isEqualTo(1);
        assertThat(data.sample(0).parts().orElseThrow().contains(FaceParts.MOUTH, 120, 175))
                .isTrue();
    }

    @Test
    void lapaErrorsNameTheFile() {
        lapa();
        tree.labels("lapa/test/labels/1.png", 240, 240, 11, 0);
        tree.labels("lapa/train/labels/1.png", 120, 120, 1, 0);
        FaceDataset data = tree.open("lapa").faces();
        assertThatThrownBy(() -> data.sample(0).parts()).hasMessageContaining("120x120");
        assertThatThrownBy(() -> data.sample(1).parts()).hasMessageContaining("label 11");
        Path file = Path.of("1.txt");
        assertThatThrownBy(() -> LapaFormat.parse(file, List.of("68"))).hasMessageContaining("1.txt line 1");
        assertThatThrownBy(() -> LapaFormat.parse(file, List.of("106", "1 2"))).hasMessageContaining("1 points");
        assertThatThrownBy(() -> LapaFormat.parse(file, List.of("106", "1 2 3")))
                .hasMessageContaining("line 2");
    }

    @Test
    void ageDbNames() {
        tree.picture("AgeDB/0_MariaCallas_35_f.jpg");
        tree.picture("AgeDB/1_MariaCallas_40_f.jpg");
        tree.picture("AgeDB/2_Jean_Gabin_61_m.jpg");
        FaceDataset data = tree.open("AgeDB").faces();
        assertThat(data.identities()).containsExactly("MariaCallas", "Jean_Gabin");
        assertThat(data.sample(2).measures()).containsEntry("age_years", 61f);
        assertThat(data.sample(2).attributes()).containsEntry("Male", true);
        assertThat(data.sample(0).attributes()).containsEntry("Male", false);
    }

    @Test
    void utkFaceNamesAndTheReleasesIncompleteOnes() {
        String[] names = {
            "26_0_3_20170116184028385.jpg",
            "1_1_0_20161219140623097.jpg.chip.jpg",
            "61_1_20170109142408075.jpg.chip.jpg",
            "53__0_20170116184028385.jpg",
            "24_0_1_20170116220224657 .jpg.chip.jpg",
            "55_0_0_20170116232725357jpg.chip.jpg"
        };
        for (String name : names) {
            tree.picture("UTKFace/part1/" + name);
        }
        FaceDataset data = tree.open("UTKFace").faces();
        assertThat(data.size()).isEqualTo(6);
        assertThat(new UtkFaceFormat().face(names[0]).orElseThrow().attributes())
                .containsEntry("Male", true)
                .containsEntry("Indian", true)
                .containsEntry("White", false);
        assertThat(new UtkFaceFormat().face(names[2]).orElseThrow().attributes())
                .containsOnlyKeys("Male");
        assertThat(new UtkFaceFormat().face(names[3]).orElseThrow().attributes())
                .doesNotContainKey("Male")
                .containsEntry("White", true);
        assertThat(new UtkFaceFormat().face(names[3]).orElseThrow().age()).isEqualTo(53);
        for (int i = 0; i < 20; i++) {
            tree.picture("UTKFace/part1/3" + i + "_0_1_201701162202246" + i + ".jpg");
        }
        tree.picture("UTKFace/part1/holiday.jpg");
        assertThatThrownBy(() -> tree.open("UTKFace"))
                .hasMessageContaining("1 file names do not follow")
                .hasMessageContaining("holiday.jpg");
    }

    @Test
    void actionUnitsAsATable() {
        tree.picture("au/images/x.jpg");
        tree.picture("au/images/y.jpg");
        tree.text("au/list.csv", "image,AU1,AU_02,note\nhttp://host/a/x.jpg,1,999,\"a, b\"\ny.jpg,0,1,\n");
        FaceDataset data = tree.open("au").faces();
        assertThat(data.attributes()).containsExactly("AU_1", "AU_2");
        assertThat(data.sample(0).attributes()).containsOnly(Map.entry("AU_1", true));
        assertThat(data.sample(1).attributes()).containsEntry("AU_1", false).containsEntry("AU_2", true);
    }

    @Test
    void actionUnitsAsReleased() {
        StringBuilder line = new StringBuilder("http://host/N_1/N_0000000001_00002.jpg\thttp://elsewhere/p");
        for (int unit = 1; unit <= 60; unit++) {
            line.append('\t').append(unit == 12 ? "1" : unit == 4 ? "0" : "999");
        }
        tree.text("au/dataFile_0001.txt", line + "\n");
        tree.picture("au/N_0000000001_00002.jpg");
        FaceDataset data = tree.open("au/dataFile_0001.txt").faces();
        assertThat(data.attributes()).containsExactly("AU_4", "AU_12");
        assertThat(data.sample(0).attributes()).containsEntry("AU_12", true).containsEntry("AU_4", false);
    }

    @Test
    void actionUnitErrorsNameTheLine() {
        Path file = Path.of("list.csv");
        assertThatThrownBy(() -> ActionUnitsFormat.parse(file, List.of("image,AU1", "x.jpg,2")))
                .hasMessageContaining("line 2")
                .hasMessageContaining("\"2\"");
        assertThatThrownBy(() -> ActionUnitsFormat.parse(file, List.of("image,AU1", "x.jpg")))
                .hasMessageContaining("expected 2 fields");
        assertThatThrownBy(() -> ActionUnitsFormat.parse(file, List.of("image,smile", "x.jpg,1")))
                .hasMessageContaining("header");
        assertThatThrownBy(() -> ActionUnitsFormat.parse(file, List.of("image,AU1", "\"x.jpg,1")))
                .hasMessageContaining("quote");
    }

    @Test
    void faceDictionaryMatchesWholeConcepts() {
        tree.picture("d/AU/N_1/original.png", 48, 40);
        tree.labels("d/AU/N_1/AU_12.png", 48, 40, 255, 0);
        tree.labels("d/AU/N_1/AU_1.png", 24, 20, 0, 255);
        tree.text("d/Action_Units.csv", "image,labels\nAU/N_1/original.png,AU/N_1/AU_12.png;AU/N_1/AU_1.png\n");
        tree.picture("d/parts/1/original.png");
        tree.labels("d/parts/1/nose.png", 24, 20, 255, 0);
        tree.text("d/Parts.csv", "image,labels\nparts/1/original.png,parts/1/nose.png\n");
        FaceDataset data = tree.open("d").faces();
        assertThat(data.concepts()).containsExactly("AU_1", "AU_12", "nose");
        FaceSample sample = data.sample(0);
        assertThat(sample.concepts()).containsExactly("AU_12", "AU_1");
        assertThat(sample.concept("AU_12").count()).isEqualTo(48 * 40 - 1);
        // The mask is half the picture's size: its last pixel is a square of four.
        assertThat(sample.concept("AU_1").count()).isEqualTo(4);
        assertThat(sample.concept("AU_1").contains(47, 39)).isTrue();
        assertThatThrownBy(() -> sample.concept("nose")).hasMessageContaining("no mask of nose");
        FaceSample cropped = FaceSubsets.cropped(data, 8, 0, 48, 40).sample(0);
        assertThat(cropped.concept("AU_1").contains(39, 39)).isTrue();
        assertThat(tree.open("d/Parts.csv").faces().size()).isEqualTo(1);
    }

    @Test
    void faceDictionaryListsWhatIsMissing() {
        tree.picture("d/1/original.png");
        tree.text("d/Parts.csv", "image,labels\n1/original.png,1/nose.png\n2/original.png,\n");
        Problems problems = new Problems();
        assertThat(tree.open("d", problems).faces().size()).isEqualTo(1);
        assertThat(problems.count(Kind.MISSING_ANNOTATION)).isEqualTo(1);
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(1);
        Path file = Path.of("Parts.csv");
        assertThatThrownBy(() -> FaceDictionaryFormat.parse(file, List.of("image,labels", "x.png")))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> FaceDictionaryFormat.parse(file, List.of("image,labels", "x.png,a/n.png;b/n.png")))
                .hasMessageContaining("two masks are of n");
    }
}
