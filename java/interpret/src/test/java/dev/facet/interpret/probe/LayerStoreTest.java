package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerStoreTest {
    private final ProbedLayer layer = new ProbedLayer(3, "relu1", "relu", 4, 4, 2, null);

    @TempDir
    private Path folder;

    @Test
    void givesResultsBackOfTheSameLayerOnly() throws IOException {
        LayerStore store = LayerStore.open(folder, "k", false);
        assertThat(store.find(layer)).isEmpty();
        LayerResult result = new LayerResult(layer, "memory", 1.5, 2, null, List.of());
        store.put(result);
        assertThat(LayerStore.open(folder, "k", true).find(layer)).contains(result);
        assertThat(store.find(new ProbedLayer(3, "relu1", "relu", 8, 8, 2, null)))
                .as("the same name at another input size")
                .isEmpty();

        Path file = folder.resolve("0003-relu1.json");
        for (String damaged : List.of("", "null", "{}", "{\"layer\":", "[]", "{\"layer\":3}")) {
            Files.writeString(file, damaged);
            assertThat(store.find(layer)).as("'%s'", damaged).isEmpty();
        }
    }

    @Test
    void tellsSamplesApartByAllTheirValuesAndClasses() {
        String hash = sample(ProbeLabel.classes("L", List.of("a", "b"), 0, 1, 0, 1, 0, 1));
        assertThat(sample(ProbeLabel.classes("L", List.of("a", "b"), 0, 1, 0, 1, 0, 1)))
                .isEqualTo(hash);
        for (ProbeLabel other : List.of(
                ProbeLabel.classes("L", List.of("a", "b"), 1, 1, 0, 1, 0, 1),
                ProbeLabel.classes("L", List.of("a", "b"), 0, 1, 1, 1, 0, 1),
                ProbeLabel.classes("L", List.of("a", "b"), 0, 1, 0, 1, 0, 0),
                ProbeLabel.classes("L", List.of("b", "a"), 0, 1, 0, 1, 0, 1),
                ProbeLabel.value("L", 0, 1, 0, 1, 0, 1))) {
            assertThat(sample(other)).isNotEqualTo(hash);
        }
    }

    private static String sample(ProbeLabel label) {
        return new LabelSample(
                        label, new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 5}, Optional.empty(), Optional.empty())
                .hash();
    }
}
