package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.FaceDataException;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which format is taken for what; the formats' own tests read them. */
class DataFormatsTest {

    @TempDir
    Path dir;

    private Tree tree;

    @BeforeEach
    void startTree() {
        tree = new Tree(dir);
    }

    private String recognised(String name) {
        return DataFormats.recognise(dir.resolve(name)).map(DataFormat::id).orElse("none");
    }

    @Test
    void formatsHaveDifferentNamesAndTellTheirSigns() {
        assertThat(new HashSet<>(DataFormats.all().stream().map(DataFormat::id).toList()))
                .hasSameSizeAs(DataFormats.all());
        assertThat(DataFormats.all()).allSatisfy(format -> {
            assertThat(format.id()).matches("[a-z0-9-]+");
            assertThat(format.title()).isNotBlank();
            assertThat(format.sign()).isNotBlank();
            assertThat(DataFormats.byId(format.id())).isSameAs(format);
        });
        assertThatThrownBy(() -> DataFormats.byId("lwf"))
                .hasMessageContaining("lwf")
                .hasMessageContaining("celeba");
    }

    @Test
    void aFolderOfFoldersIsTheLastGuess() {
        tree.picture("faces/Ann/1.jpg");
        assertThat(recognised("faces")).isEqualTo("folder");
        tree.picture("masks/images/1.jpg");
        tree.labels("masks/masks/1.png", 24, 20, 0, 1);
        assertThat(recognised("masks")).isEqualTo("celebamask-hq");
        tree.text("celeba/identity_CelebA.txt", "1.jpg 1\n");
        tree.picture("celeba/images/1.jpg");
        assertThat(recognised("celeba")).isEqualTo("celeba");
        tree.text("lists/pairs.txt", "10\t300\n");
        assertThat(recognised("lists")).isEqualTo("lfw");
        tree.text("lists/pairs_CALFW.txt", "a.jpg 1\nb.jpg 1\n");
        assertThat(recognised("lists")).isEqualTo("calfw");
        tree.text("notes/readme.txt", "hello\n");
        assertThat(recognised("notes")).isEqualTo("none");
        assertThat(recognised("notes/readme.txt")).isEqualTo("none");
        tree.bytes("weights.bin", new byte[] {1, 2, 3});
        assertThat(recognised("weights.bin")).isEqualTo("none");
        assertThat(recognised("missing")).isEqualTo("none");
    }

    @Test
    void theFormatCanBeSaid() {
        tree.picture("both/images/1.jpg");
        tree.labels("both/masks/1.png", 24, 20, 0, 1);
        assertThat(recognised("both")).isEqualTo("celebamask-hq");
        FaceSource asFolder = DataFormats.open("folder:" + dir.resolve("both"));
        assertThat(asFolder.faces().identities()).containsExactly("images", "masks");
        assertThatThrownBy(() -> DataFormats.open("lfw:" + dir.resolve("both")))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("pairs.txt");
    }

    @Test
    void whatIsNotRecognisedSaysWhatWouldBe() {
        tree.text("notes/readme.txt", "hello\n");
        assertThatThrownBy(() -> tree.open("notes"))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("notes")
                .hasMessageContaining("not recognised")
                .hasMessageContaining("pairs.txt")
                .hasMessageContaining("FORMAT:");
        assertThatThrownBy(() -> tree.open("missing")).hasMessageContaining("There is no data set");
    }

    @Test
    void everyFormatRefusesAnEmptyFolderAndAnEmptyFile() {
        Path empty = tree.text("empty/.keep", "").getParent();
        Path file = tree.text("empty.txt", "");
        for (DataFormat format : DataFormats.all()) {
            assertThat(format.recognises(empty)).as(format.id()).isFalse();
            assertThat(format.recognises(file)).as(format.id()).isFalse();
            for (Path path : new Path[] {empty, file}) {
                assertThatThrownBy(() -> format.open(path, new Problems()))
                        .as(format.id() + " " + path)
                        .isInstanceOf(FaceDataException.class);
            }
        }
    }

    @Test
    void theResearchDataIsRecognised() {
        Path data = ResearchData.require("celeba").getParent();
        assertThat(DataFormats.recognise(data.resolve("celeba")).orElseThrow().id())
                .isEqualTo("celeba");
        assertThat(DataFormats.recognise(data.resolve("lfw")).orElseThrow().id())
                .isEqualTo("lfw");
        assertThat(DataFormats.recognise(data.resolve("lfw/pairs.txt"))
                        .orElseThrow()
                        .id())
                .isEqualTo("lfw");
        assertThat(DataFormats.recognise(data.resolve("lfw/images"))
                        .orElseThrow()
                        .id())
                .isEqualTo("folder");
        assertThat(DataFormats.recognise(data.resolve("celebamask_hq"))
                        .orElseThrow()
                        .id())
                .isEqualTo("celebamask-hq");
        assertThat(DataFormats.recognise(data.resolve("ytf_68pt")).orElseThrow().id())
                .isEqualTo("ytf68");
        assertThat(DataFormats.recognise(data.resolve("dlib_faces_68pt"))
                        .orElseThrow()
                        .id())
                .isEqualTo("dlib");
        assertThat(DataFormats.open(data.resolve("lfw/pairs.txt").toString())
                        .requirePairs()
                        .pairs())
                .hasSize(3000);
    }
}
