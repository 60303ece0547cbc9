package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.interpret.pls.FeatureFileWriter;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.FeatureStorage;
import dev.facet.interpret.pls.FileRows;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureMeansTest {
    private static final int ROWS = 700;
    private static final int CONSTANT = 40;
    private static final int VARYING = 24;

    @TempDir
    private Path folder;

    /** Constants of many magnitudes, and neurons that vary little beside a large mean, or on one row only. */
    private static float[] rows() {
        SplittableRandom random = new SplittableRandom(1);
        int features = CONSTANT + VARYING;
        float[] values = new float[ROWS * features];
        for (int row = 0; row < ROWS; row++) {
            for (int j = 0; j < features; j++) {
                values[row * features + j] = j < CONSTANT
                        ? 0.037f * j * j - 1
                        : j % 2 == 0 ? 1 + 1e-4f * (float) random.nextDouble() : row == 650 ? 0.5f : 0;
            }
        }
        return values;
    }

    @Test
    void countsNeuronsWithOneValueAndNoOthers() {
        Path file = folder.resolve("rows.features");
        int features = CONSTANT + VARYING;
        try (FeatureFileWriter writer = FeatureFileWriter.create(file, features, FeatureStorage.F32)) {
            writer.append(rows());
        }
        try (Device device = Device.cpu(2)) {
            // In blocks of 256 rows, the last one of 188, and all at once.
            for (long block : new long[] {256L * 4 * features, 1 << 20}) {
                try (FileRows rows = FileRows.open(device, file, features, FeatureStorage.F32, block)) {
                    check(rows);
                }
            }
        }
    }

    private static void check(FeatureRows rows) {
        FeatureMeans means = FeatureMeans.of(rows);
        assertThat(means.constant()).isEqualTo(CONSTANT);
        assertThat(means.mean()[30]).isCloseTo(0.037f * 900 - 1, within(1e-3f));
        assertThat(means.mean()[CONSTANT + 1]).isCloseTo(0.5f / ROWS, within(1e-6f));
    }
}
