package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileRowsTest {
    private static final PlsData DATA = PlsData.of(150, 601, 5, 7);
    private static final List<PlsTarget> TARGETS =
            List.of(DATA.attribute("hat", 0, 0, 1), DATA.attribute("smile", 1, 3, 2));

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    private Path folder;

    private Path write(FeatureStorage storage) {
        Path file = folder.resolve("features");
        try (FeatureFileWriter writer = FeatureFileWriter.create(file, 601, storage)) {
            for (float[] row : DATA.x()) {
                writer.append(row);
            }
        }
        return file;
    }

    private static List<PlsModel> resident(PlsOptions options) {
        try (ResidentRows rows = ResidentRows.copyOf(device, DATA.x())) {
            return PlsRegression.fit(rows, TARGETS, options);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 33, 64, 149, 150})
    void blocksOfAnySizeGiveTheSameModels(int blockRows) {
        PlsOptions options = PlsOptions.components(4);
        List<PlsModel> expected = resident(options);
        try (FileRows rows =
                FileRows.open(device, write(FeatureStorage.F32), 601, FeatureStorage.F32, 4L * 601 * blockRows)) {
            assertThat(rows.rows()).isEqualTo(150);
            assertThat(rows.blockRows()).isEqualTo(blockRows);
            List<PlsModel> models = PlsRegression.fit(rows, TARGETS, options);
            List<PlsModel> byKernel = PlsRegression.fit(
                    rows, TARGETS, options.algorithm(PlsAlgorithm.SHARED_KERNEL).memoryBytes(200_000));
            for (int k = 0; k < expected.size(); k++) {
                PlsRegressionTest.assertSame(models.get(k), expected.get(k));
                PlsRegressionTest.assertSame(byKernel.get(k), expected.get(k));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FeatureStorage.class)
    void theErrorOfSmallStorageIsMeasured(FeatureStorage storage) {
        Path file = folder.resolve("features");
        try (FeatureFileWriter writer = FeatureFileWriter.create(file, 601, storage)) {
            for (float[] row : DATA.x()) {
                writer.append(row);
            }
            double worst = storage == FeatureStorage.F32 ? 0 : storage == FeatureStorage.BF16 ? 0x1p-9 : 0x1p-12;
            assertThat(writer.relativeError()).isBetween(worst / 4, worst);
            assertThat(writer.rows()).isEqualTo(150);
        }
        assertThat(file).hasSize(FeatureFileWriter.bytes(150, 601, storage));
        List<PlsModel> expected = resident(PlsOptions.components(3));
        try (FileRows rows = FileRows.open(device, file, 601, storage, 4L * 601 * 32)) {
            List<PlsModel> models = PlsRegression.fit(rows, TARGETS, PlsOptions.components(3));
            double tolerance = storage == FeatureStorage.F32 ? 1e-5 : storage == FeatureStorage.BF16 ? 2e-2 : 3e-3;
            for (int k = 0; k < expected.size(); k++) {
                for (int j = 0; j < 601; j++) {
                    assertThat((double) models.get(k).vip()[j])
                            .isCloseTo(expected.get(k).vip()[j], within(tolerance));
                }
            }
        }
    }

    @Test
    void windowsCountWhatTheDeviceHoldsOfANumber() {
        long memory = 150L * 240;
        try (FileRows floats = FileRows.open(device, write(FeatureStorage.F32), 601, FeatureStorage.F32)) {
            assertThat(floats.windowFeatures(memory)).isEqualTo(60);
        }
        try (FileRows widened = FileRows.open(device, write(FeatureStorage.BF16), 601, FeatureStorage.BF16)) {
            assertThat(widened.windowFeatures(memory)).isEqualTo(40);
        }
        try (Device gpu = Device.open("simt", 1);
                FileRows direct = FileRows.open(gpu, write(FeatureStorage.BF16), 601, FeatureStorage.BF16)) {
            assertThat(direct.windowFeatures(memory)).isEqualTo(120);
            assertThat(direct.windowFeatures(1L << 40)).isEqualTo(602);
        }
    }

    @Test
    void aGpuReadsWindowsOfHalvesAsTheyAre() {
        Path file = write(FeatureStorage.BF16);
        // Windows of 120 features on the GPU, of 40 on the CPU; the last is narrower.
        PlsOptions options =
                PlsOptions.components(3).algorithm(PlsAlgorithm.SHARED_KERNEL).memoryBytes(150L * 240);
        try (Device gpu = Device.open("simt", 1);
                FileRows here = FileRows.open(device, file, 601, FeatureStorage.BF16, 4L * 601 * 64);
                FileRows there = FileRows.open(gpu, file, 601, FeatureStorage.BF16, 4L * 601 * 64)) {
            List<PlsModel> expected = PlsRegression.fit(here, TARGETS, options);
            List<PlsModel> models = PlsRegression.fit(there, TARGETS, options);
            for (int k = 0; k < expected.size(); k++) {
                PlsRegressionTest.assertSame(models.get(k), expected.get(k));
            }
        }
    }

    @Test
    void aGpuHoldsNoFloatsOfAWindowOfHalves() {
        Path file = write(FeatureStorage.BF16);
        assertThat(bytesOfNumber(device, file)).as("words and floats").isBetween(5.9, 6.1);
        try (Device gpu = Device.open("simt", 1)) {
            assertThat(bytesOfNumber(gpu, file))
                    .as("words, there and on the way")
                    .isBetween(1.9, 4.1);
        }
    }

    /** What a program of inner products holds more for a window that is wider by one number. */
    private static double bytesOfNumber(Device device, Path file) {
        return (memoryOfProducts(device, file, 600) - memoryOfProducts(device, file, 200)) / (150.0 * 400);
    }

    private static long memoryOfProducts(Device device, Path file, int width) {
        try (FileRows rows = FileRows.open(device, file, 601, FeatureStorage.BF16)) {
            Graph graph = new Graph();
            Node products = graph.gram(rows.declareWindow(graph, width));
            long before = Device.liveBytes();
            try (Executable program = Executable.compileWith(device, Plan.of(graph, List.of(products)), List.of())) {
                rows.feedWindow(program, 0, width);
                program.run();
                return Device.liveBytes() - before;
            }
        }
    }

    @Test
    void halvesRoundToTheNearestAndBack() {
        float[] values = {0, -0f, 1, -1, 1.00390625f, 3.1415927f, 65504, 1e-7f, 6.1e-5f, 5.96e-8f, -1234.5f};
        for (float value : values) {
            float bf16 = FeatureStorage.fromBf16(FeatureStorage.toBf16(value));
            float f16 = FeatureStorage.fromF16(FeatureStorage.toF16(value));
            assertThat(bf16).isCloseTo(value, within(Math.abs(value) * 0x1p-8f));
            assertThat(f16).isCloseTo(value, within(Math.max(Math.abs(value) * 0x1p-11f, 0x1p-25f)));
        }
        assertThat(FeatureStorage.fromF16(FeatureStorage.toF16(65520))).isInfinite();
        assertThat(FeatureStorage.fromF16(FeatureStorage.toF16(Float.NaN))).isNaN();
        assertThat(FeatureStorage.fromBf16(FeatureStorage.toBf16(Float.NaN))).isNaN();
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        try (FeatureFileWriter writer = FeatureFileWriter.create(folder.resolve("wide"), 2, FeatureStorage.F16)) {
            writer.append(1, 2);
            assertThatThrownBy(() -> writer.append(1, 1e6f))
                    .isInstanceOf(PlsException.class)
                    .hasMessageContaining("Feature 1 of row 1")
                    .hasMessageContaining("BF16");
        }
    }

    @Test
    void aFileOfOtherFeaturesIsRefused() throws IOException {
        Path file = write(FeatureStorage.F32);
        assertThatThrownBy(() -> FileRows.open(device, file, 607, FeatureStorage.F32))
                .isInstanceOf(PlsException.class)
                .hasMessageContaining("whole rows of 607 features");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> FileRows.open(device, file, 601, FeatureStorage.F32))
                .hasMessageContaining("0 bytes");
    }
}
