package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.PartMasks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    @TempDir
    Path dir;

    private Path picture(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    private Path text(String name, String content) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void aFolderForEachPerson() throws IOException {
        picture("zoe/2.jpg");
        picture("zoe/1");
        picture("adam/x.png");
        text("adam/notes.txt", "hello");
        text("readme.md", "hello");
        text(".hidden/a", "hello");
        FaceDataset data = FolderDataset.read(dir);
        assertThat(data.identities()).containsExactly("adam", "zoe");
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.sample(1).id()).isEqualTo("zoe/1");
        assertThat(data.sample(1).image().width()).isEqualTo(24);
        assertThat(data.identity(2)).isEqualTo(1);
    }

    @Test
    void foldersThatCannotBeUsedAreNamed() throws IOException {
        assertThatThrownBy(() -> FolderDataset.read(dir)).hasMessageContaining("one folder per person");
        assertThatThrownBy(() -> FolderDataset.read(dir.resolve("none"))).hasMessageContaining("no folder");
        assertThatThrownBy(() -> FolderDataset.read(picture("file"))).hasMessageContaining("is a file");
        picture("adam/x.png");
        Files.createDirectories(dir.resolve("empty"));
        assertThatThrownBy(() -> FolderDataset.read(dir))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining(dir.resolve("empty").toString());
        Path bad = text("empty/face.jpg", "<html>");
        assertThatThrownBy(() -> FolderDataset.read(dir)).hasMessageContaining(bad.toString());
    }

    private void celeba() throws IOException {
        for (int i = 1; i <= 5; i++) {
            picture("images/00000" + i + ".jpg");
        }
        text("identity_CelebA.txt", "000001.jpg 10\n000002.jpg 9\n000003.jpg 10\n000004.jpg 10\n000005.jpg 9\n");
        text(
                "list_attr_celeba.txt",
                "5\nBald  Smiling\n000001.jpg -1  1\n000002.jpg  1 -1\n000003.jpg 1 1\n000004.jpg -1 -1\n000005.jpg 1 1\n");
    }

    @Test
    void celebaFormat() throws IOException {
        celeba();
        FaceDataset data = CelebaDataset.read(dir);
        assertThat(data.identities()).containsExactly("9", "10");
        assertThat(data.attributes()).containsExactly("Bald", "Smiling");
        FaceSample s = data.sample(1);
        assertThat(s.identityName()).isEqualTo("9");
        assertThat(s.attributes()).containsEntry("Bald", true).containsEntry("Smiling", false);
        assertThat(s.image().height()).isEqualTo(20);
        FaceDataset three = FaceSubsets.withImages(data, 3);
        assertThat(three.identities()).containsExactly("10");
        assertThat(three.size()).isEqualTo(3);
        assertThat(three.identity(2)).isZero();
        assertThat(three.sample(2).identity()).isZero();
        assertThatThrownBy(() -> FaceSubsets.withImages(data, 4)).hasMessageContaining("the most is 3");
    }

    @Test
    void celebaRowsAboutOtherPicturesAreRemarkedOn() throws IOException {
        celeba();
        text("identity_CelebA.txt", "000001.jpg 10\n000002.jpg 9\n");
        Problems problems = new Problems();
        assertThat(CelebaDataset.open(dir, problems).size()).isEqualTo(2);
        assertThat(problems.listed(Problems.Kind.REMARK))
                .singleElement()
                .asString()
                .contains("list_attr_celeba.txt has rows for 3 pictures");
    }

    @Test
    void celebaErrorsNameFileAndLine() throws IOException {
        celeba();
        text("identity_CelebA.txt", "000001.jpg 10\n000009.jpg 9\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir))
                .hasMessageContaining("identity_CelebA.txt row 2")
                .hasMessageContaining("000009.jpg");
        text("identity_CelebA.txt", "000001.jpg ten\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir))
                .hasMessageContaining("line 1")
                .hasMessageContaining("ten");
        text("identity_CelebA.txt", "000001.jpg 1\n000001.jpg 1\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir)).hasMessageContaining("twice");
        text("identity_CelebA.txt", "000001.jpg 10\n000002.jpg 9\n");
        text("list_attr_celeba.txt", "1\nBald Smiling\n000001.jpg -1 1\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir)).hasMessageContaining("no row for 000002.jpg");
        text("list_attr_celeba.txt", "1\nBald Smiling\n000001.jpg -1 2\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir)).hasMessageContaining("line 3");
        text("list_attr_celeba.txt", "7\nBald Smiling\n000001.jpg -1 1\n");
        assertThatThrownBy(() -> CelebaDataset.read(dir)).hasMessageContaining("announces 7 rows");
        Files.delete(dir.resolve("identity_CelebA.txt"));
        Files.delete(dir.resolve("list_attr_celeba.txt"));
        assertThatThrownBy(() -> CelebaDataset.read(dir)).hasMessageContaining("There is no identity file");
    }

    @Test
    void listsMayBeReachedThroughAPathThatLeadsUp() throws IOException {
        celeba();
        Path up = Path.of("").toAbsolutePath().relativize(dir.toAbsolutePath());
        assertThat(up.toString()).startsWith("..");
        Path name = Path.of("images", "000001.jpg");
        assertThat(Listing.within(up, up, name.toString(), up, 1)).isRegularFile();
        assertThatThrownBy(() -> Listing.within(up, up, "../outside.jpg", up, 2))
                .hasMessageContaining("line 2");
    }

    @Test
    void splitsAreDisjointCompleteAndStable() throws IOException {
        for (int p = 0; p < 6; p++) {
            for (int i = 0; i < 10; i++) {
                picture("p" + p + "/" + i + ".png");
            }
        }
        FaceDataset data = FolderDataset.read(dir);
        FaceSubsets.Split split = FaceSubsets.byImage(data, 0.2, 4);
        assertThat(split.training().size()).isEqualTo(48);
        assertThat(split.validation().size()).isEqualTo(12);
        Set<String> ids = ids(split.training());
        assertThat(ids(split.validation())).doesNotContainAnyElementsOf(ids);
        assertThat(ids(FaceSubsets.byImage(data, 0.2, 4).training())).isEqualTo(ids);
        assertThat(ids(FaceSubsets.byImage(data, 0.2, 5).training())).isNotEqualTo(ids);
        assertThat(split.training().identities()).isEqualTo(data.identities());
        FaceSubsets.Split people = FaceSubsets.byIdentity(data, 0.5, 4);
        assertThat(people.training().identities())
                .hasSize(3)
                .doesNotContainAnyElementsOf(people.validation().identities());
        assertThat(people.validation().size()).isEqualTo(30);
        assertThat(people.validation().identity(29)).isEqualTo(2);
    }

    private static Set<String> ids(FaceDataset data) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < data.size(); i++) {
            ids.add(data.sample(i).id());
        }
        return ids;
    }

    private void lfwPictures() throws IOException {
        for (String p : new String[] {"Ann_A", "Bob_B"}) {
            for (int i = 1; i <= 3; i++) {
                picture("images/" + p + "/" + p + "_000" + i + ".jpg");
            }
        }
    }

    @Test
    void lfwPairsWithAnyHeader() throws IOException {
        lfwPictures();
        text("pairs.txt", "2\t1\nAnn_A\t1\t2\nAnn_A\t1\tBob_B\t1\nBob_B\t2\t3\nAnn_A\t3\tBob_B\t3\n");
        FacePairs pairs = LfwPairs.read(dir);
        assertThat(pairs.folds()).isEqualTo(2);
        assertThat(pairs.pairs()).hasSize(4);
        assertThat(pairs.pairs().get(2).fold()).isEqualTo(1);
        assertThat(pairs.pairs().get(2).same()).isTrue();
        assertThat(pairs.images().size()).isEqualTo(6);
        assertThat(pairs.images().sample(pairs.pairs().get(3).second()).id()).isEqualTo("Bob_B/Bob_B_0003.jpg");
        text("pairs.txt", "1\nAnn_A\t1\t2\nAnn_A\t1\tBob_B\t1\n");
        assertThat(LfwPairs.read(dir).folds()).isEqualTo(1);
    }

    @Test
    void lfwErrorsNameTheLine() throws IOException {
        lfwPictures();
        text("pairs.txt", "x\ty\n");
        assertThatThrownBy(() -> LfwPairs.read(dir))
                .hasMessageContaining("line 1")
                .hasMessageContaining("header");
        text("pairs.txt", "");
        assertThatThrownBy(() -> LfwPairs.read(dir)).hasMessageContaining("header");
        text("pairs.txt", "1\t1\nAnn_A\t1\t2\n");
        assertThatThrownBy(() -> LfwPairs.read(dir)).hasMessageContaining("ends after 1");
        text("pairs.txt", "1\t1\nAnn_A\t1\t2\nAnn_A\t1\t2\n");
        assertThatThrownBy(() -> LfwPairs.read(dir)).hasMessageContaining("line 3");
        text("pairs.txt", "1\t1\nAnn_A\t1\t9\nAnn_A\t1\tBob_B\t1\n");
        assertThatThrownBy(() -> LfwPairs.read(dir))
                .hasMessageContaining("line 2")
                .hasMessageContaining("Ann_A_0009");
        text("pairs.txt", "1\t1\nAnn_A\tone\t2\nAnn_A\t1\tBob_B\t1\n");
        assertThatThrownBy(() -> LfwPairs.read(dir)).hasMessageContaining("one");
        text("pairs.txt", "1\t1\nAnn_A\t1\t2\nAnn_A\t1\tBob_B\t1\nAnn_A\t1\t2\n");
        assertThatThrownBy(() -> LfwPairs.read(dir))
                .hasMessageContaining("line 4")
                .hasMessageContaining("one more");
    }

    @Test
    void pairsAreDrawnWithoutRepetition() throws IOException {
        lfwPictures();
        FaceDataset data = FolderDataset.read(dir.resolve("images"));
        FacePairs pairs = FacePairs.draw(data, 2, 4, 1);
        assertThat(pairs.pairs()).hasSize(8).doesNotHaveDuplicates();
        pairs.pairs()
                .forEach(p -> assertThat(data.identity(p.first()) == data.identity(p.second()))
                        .isEqualTo(p.same()));
        assertThatThrownBy(() -> FacePairs.draw(data, 10, 4, 1)).hasMessageContaining("too few");
    }

    @Test
    void celebaMaskLabelsBecomeParts() throws IOException {
        picture("images/1.png");
        BufferedImage mask = new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY);
        assertThatThrownBy(() -> CelebaMaskHq.read(dir)).hasMessageContaining("no mask");
        mask = new BufferedImage(24, 20, BufferedImage.TYPE_BYTE_GRAY);
        mask.getRaster().setSample(3, 3, 0, 13);
        mask.getRaster().setSample(4, 3, 0, 1);
        mask.getRaster().setSample(5, 3, 0, 12);
        Files.createDirectories(dir.resolve("masks"));
        ImageIO.write(mask, "png", dir.resolve("masks/1.png").toFile());
        FaceDataset data = CelebaMaskHq.read(dir);
        Path alone = Files.copy(dir.resolve("masks/1.png"), dir.resolve("masks/2.png"));
        assertThatThrownBy(() -> CelebaMaskHq.read(dir)).hasMessageContaining("masks/2.png has no picture");
        Files.delete(alone);
        assertThat(data.parts())
                .containsExactlyInAnyOrder(FaceParts.HAIR, FaceParts.EYES, FaceParts.NOSE, FaceParts.MOUTH);
        var masks = data.sample(0).parts().orElseThrow();
        assertThat(masks.contains(FaceParts.HAIR, 3, 3)).isTrue();
        assertThat(masks.contains(FaceParts.MOUTH, 5, 3)).isTrue();
        assertThat(masks.label(4, 3)).isEqualTo(PartMasks.NONE);
        mask.getRaster().setSample(0, 0, 0, 44);
        ImageIO.write(mask, "png", dir.resolve("masks/1.png").toFile());
        assertThatThrownBy(() -> data.sample(0).parts()).hasMessageContaining("label 44");
    }

    @Test
    void ytfErrorsNameTheLine() throws IOException {
        text("keypoints.csv", ",0,1\nx_1.jpg,1,2,3\n");
        assertThatThrownBy(() -> Ytf68.read(dir)).hasMessageContaining("line 2").hasMessageContaining("136");
        text("keypoints.csv", ",0,1\nx_1.jpg" + ",1".repeat(135) + ",q\n");
        assertThatThrownBy(() -> Ytf68.read(dir)).hasMessageContaining("\"q\"");
        text("keypoints.csv", ",0,1\nx_1.jpg" + ",1".repeat(136) + "\n");
        assertThatThrownBy(() -> Ytf68.read(dir)).hasMessageContaining("no picture");
        text("keypoints.csv", ",0,1\n");
        assertThatThrownBy(() -> Ytf68.read(dir)).hasMessageContaining("lists no picture");
    }

    private static String box(int parts) {
        StringBuilder b = new StringBuilder(
                "<dataset><images><image file='a.jpg'>\n<box top='2' left='2' width='10' height='10'>\n");
        for (int i = 0; i < parts; i++) {
            b.append(String.format("<part name='%02d' x='%d' y='%d'/>%n", i, 2 + i % 10, 2 + i / 10));
        }
        return b + "</box><box top='1' left='1' width='9' height='9' ignore='1'/></image></images></dataset>";
    }

    @Test
    void dlibBoxesBecomeSamples() throws IOException {
        picture("a.jpg");
        FaceDataset data = DlibXml68.read(text("f.xml", box(68)), 1.6);
        assertThat(data.size()).isEqualTo(1);
        assertThat(data.sample(0).image().width()).isEqualTo(16);
        assertThat(data.sample(0).landmarks().orElseThrow()[0]).isEqualTo(2 - (2 + 5 - 8));
    }

    @Test
    void dlibErrorsNameTheLineAndEntitiesAreNeverExpanded() throws IOException {
        picture("a.jpg");
        assertThatThrownBy(() -> DlibXml68.read(text("f.xml", box(67)), 1.6))
                .hasMessageContaining("without part 67")
                .hasMessageContaining("line ");
        assertThatThrownBy(() -> DlibXml68.read(text("f.xml", box(68).replace("x='3'", "x='three'")), 1.6))
                .hasMessageContaining("three");
        assertThatThrownBy(() -> DlibXml68.read(text("f.xml", box(68).replace("</images>", "")), 1.6))
                .hasMessageContaining("malformed");
        assertThatThrownBy(() -> DlibXml68.read(text("f.xml", box(68).replace("a.jpg", "b.jpg")), 1.6))
                .hasMessageContaining("b.jpg");
        Path secret = text("secret", "12");
        String attack =
                "<!DOCTYPE d [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>" + box(68).replace("x='3'", "x='&e;'");
        assertThatThrownBy(() -> DlibXml68.read(text("f.xml", attack), 1.6)).hasMessageContaining("document type");
        assertThatThrownBy(() -> DlibXml68.read(dir.resolve("none.xml"), 1.6)).hasMessageContaining("none.xml");
    }
}
