package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.synth.SynthFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTableTest {
    private final PlantedFaces faces = new PlantedFaces(2, 8);

    @TempDir
    private Path folder;

    private final List<String> leftOut = new ArrayList<>();

    private List<ProbeLabel> read(String text, String... wanted) throws IOException {
        Path file = Files.writeString(folder.resolve("labels.csv"), text);
        return LabelTable.read(file, faces, List.of(wanted), leftOut::add);
    }

    @Test
    void tellsKindsOfLabelsApart() throws IOException {
        List<ProbeLabel> labels = read(
                "file,smile,age,mood,stars:classes\nf1.png,yes,31.5,glad,1\nf0.png,no,,sad,3\nf4.png,?,8,glad,nan\nelse.png,1,1,1,1\n");
        assertThat(labels)
                .extracting(ProbeLabel::kind)
                .containsExactly(LabelKind.BINARY, LabelKind.VALUE, LabelKind.CLASSES, LabelKind.CLASSES);
        assertThat(labels.get(0).value(1)).isEqualTo(1);
        assertThat(labels.get(0).isKnown(4)).isFalse();
        assertThat(labels.get(0).isKnown(2)).isFalse();
        assertThat(labels.get(1).value(1)).isEqualTo(31.5);
        assertThat(labels.get(1).isKnown(0)).isFalse();
        assertThat(labels.get(2).classes()).containsExactly("glad", "sad");
        assertThat(labels.get(2).value(0)).isEqualTo(1);
        assertThat(labels.get(3).classes()).containsExactly("1", "3");
    }

    @Test
    void picksColumns() throws IOException {
        assertThat(read("file,a,b\nf0.png,1,0\nf1.png,0,1\n", "b"))
                .extracting(ProbeLabel::name)
                .containsExactly("b");
    }

    @Test
    void leavesOutColumnsThatNobodyAskedForAndThatAreNoLabels() throws IOException {
        FaceDataset many = new PlantedFaces(201, 8);
        StringBuilder text = new StringBuilder("file,same,note,smile\n");
        for (int i = 0; i < many.size(); i++) {
            text.append("f%d.png,1,about picture %d,%d%n".formatted(i, i, i % 2));
        }
        Path file = Files.writeString(folder.resolve("notes.csv"), text);
        assertThat(LabelTable.read(file, many, List.of(), leftOut::add))
                .extracting(ProbeLabel::name)
                .containsExactly("smile");
        assertThat(leftOut).hasSize(2);
        assertThat(leftOut.get(0)).contains("column same").contains("nothing to tell");
        assertThat(leftOut.get(1)).contains("column note").contains("1005 different texts");
        assertThatThrownBy(() -> LabelTable.read(file, many, List.of("note"), leftOut::add))
                .hasMessageContaining("is it a name?");
    }

    @Test
    void refusesNamesOfSeveralPicturesAndPicturesNamedTwice() throws IOException {
        FaceDataset folders = new SynthFaces(2, 2, 32, 1);
        String full = folders.sample(3).id();
        String bare = full.substring(full.lastIndexOf('/') + 1);
        Path file = folder.resolve("bare.csv");
        Files.writeString(file, "file,a\n" + folders.sample(0).id() + ",1\n" + bare + ",0\n");
        assertThatThrownBy(() -> LabelTable.read(file, folders, List.of(), leftOut::add))
                .hasMessageContaining("line 3")
                .hasMessageContaining("several pictures");
        Files.writeString(file, "file,a\n" + folders.sample(1).id() + ",1\n" + full + ",0\n");
        assertThat(LabelTable.read(file, folders, List.of(), leftOut::add)
                        .get(0)
                        .value(3))
                .isZero();
        assertThatThrownBy(() -> read("file,a\nf0.png,1\nf1.png,0\nf0.png,0\n")).hasMessageContaining("line 4");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> read("f0.png\n")).hasMessageContaining("no table of labels");
        assertThatThrownBy(() -> read("file,a\nx.png,1\ny.png,0\n"))
                .hasMessageContaining("names no picture")
                .hasMessageContaining("f0.png");
        assertThatThrownBy(() -> read("file,a\nf0.png,1\nf1.png,1\n", "a")).hasMessageContaining("nothing to tell");
        assertThatThrownBy(() -> read("file,a\nf0.png,1\nf1.png,1\n")).hasMessageContaining("no column that can be");
        assertThatThrownBy(() -> read("file,a,b,a:value\nf0.png,1,1,2\nf1.png,0,0,3\n"))
                .hasMessageContaining("two columns are called a");
        assertThatThrownBy(() -> read("file,a,b\nf0.png,1,1\nf1.png,0\n")).hasMessageContaining("line 3");
        assertThatThrownBy(() -> read("file,a:binary\nf0.png,1\nf1.png,7\n"))
                .hasMessageContaining("neither yes nor no");
        assertThatThrownBy(() -> read("file,a:value\nf0.png,1\nf1.png,x\n")).hasMessageContaining("no number");
        assertThatThrownBy(() -> read("file,a:age\nf0.png,1\nf1.png,2\n")).hasMessageContaining(":value");
        assertThatThrownBy(() -> read("file,a\nf0.png,1\nf1.png,0\n", "c")).hasMessageContaining("no column c");
    }
}
