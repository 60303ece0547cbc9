package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerSinkTest {
    private static final int ROWS = 10;
    private static final int FEATURES = 7;

    private final ProbedLayer layer = new ProbedLayer(0, "x", "relu", 1, 1, FEATURES, null);

    @TempDir
    private Path folder;

    private static float value(int row, int feature) {
        return row + feature / 8f;
    }

    private static FloatBuffer rows(int first, int count) {
        FloatBuffer values = FloatBuffer.allocate(count * FEATURES);
        for (int i = 0; i < count * FEATURES; i++) {
            values.put(value(first + i / FEATURES, i % FEATURES));
        }
        return values.flip();
    }

    @Test
    void givesBackWhatItTookFromMemoryAndFile() {
        Path file = folder.resolve("x.features");
        try (Device device = Device.cpu(1)) {
            for (LayerSink sink : List.of(
                    LayerSink.memory(new MemoryRows(device, ROWS, FEATURES)), LayerSink.file(device, file, layer))) {
                sink.take(0, 6, rows(0, 6));
                sink.take(6, 4, rows(6, 4));
                MemoryRows columns = ColumnCopy.of(sink.rows(), 1, 5);
                for (int row = 0; row < ROWS; row++) {
                    assertThat(columns.at(row, 0)).isCloseTo(value(row, 1), within(1e-2f));
                    assertThat(columns.at(row, 1)).isCloseTo(value(row, 5), within(1e-2f));
                }
                MemoryRows part = ColumnCopy.of(
                                sink.rows(), List.of(new ColumnCopy.Part(new int[] {2, 9}, new int[] {0, 6})))
                        .get(0);
                assertThat(part.rows()).isEqualTo(2);
                assertThat(part.at(1, 1)).isCloseTo(value(9, 6), within(1e-2f));
                sink.close();
            }
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void saysWhatAFileCannotHold() {
        Path file = folder.resolve("x.features");
        try (Device device = Device.cpu(1);
                LayerSink sink = LayerSink.file(device, file, layer)) {
            FloatBuffer values = rows(0, 2);
            values.put(FEATURES + 3, 1e6f);
            sink.take(0, 2, values);
            sink.take(2, 1, rows(2, 1));
            assertThat(file).as("makes room for other layers").doesNotExist();
            assertThatThrownBy(sink::rows)
                    .isInstanceOf(FeaturesNotKeptException.class)
                    .hasMessageContaining("features of x ")
                    .hasMessageContaining("Feature 3 of row 1");
        }
        assertThat(file).doesNotExist();
    }
}
