package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.testing.ResearchData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The numbers that the manual of R's package pls prints for its data set "gasoline" (Mevik and Wehrens 2007, J. Statistical Software
 * 18(2), section 3): the first 50 samples fitted, the last 10 predicted. The data are not Facet's to give away: the test looks for
 * gasoline.csv in the research data, a line a sample, the octane number and then 401 absorbances.
 */
class GasolineTest {
    private static final double[] LEAVE_ONE_OUT = {
        1.545, 1.357, 0.2966, 0.2524, 0.2476, 0.2398, 0.2319, 0.2386, 0.2316, 0.2449, 0.2673
    };
    private static final double[] PREDICTION = {
        1.5369, 1.1696, 0.2445, 0.2341, 0.3287, 0.2780, 0.2703, 0.3301, 0.3571, 0.4090, 0.6116
    };
    private static final double[] FEATURES_EXPLAINED = {
        78.17, 85.58, 93.41, 96.06, 96.94, 97.89, 98.38, 98.85, 99.02, 99.19
    };
    private static final double[] OCTANE_EXPLAINED = {
        29.39, 96.85, 97.89, 98.26, 98.86, 98.96, 99.09, 99.16, 99.28, 99.39
    };

    /** To 1e-4, the last digit printed; the tenth component, a ten-thousandth of the first, to 2e-4 in single precision. */
    @Test
    void theManualsNumbersComeOut() throws IOException {
        Path file = ResearchData.require("gasoline.csv");
        double[][] lines = Files.readAllLines(file).stream()
                .map(line -> List.of(line.split(",")).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        float[][] x = new float[lines.length][401];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 401; j++) {
                x[i][j] = (float) lines[i][1 + j];
            }
        }
        PlsTarget octane = PlsTarget.of(
                "octane",
                IntStream.range(0, 50).toArray(),
                IntStream.range(0, 50).mapToDouble(i -> lines[i][0]).toArray());
        try (Device device = Device.cpu();
                ResidentRows rows = ResidentRows.copyOf(device, x)) {
            PlsOptions options = PlsOptions.components(10).keepWeights(true);
            PlsCrossValidation validation = PlsCrossValidation.of(rows, octane, 50, options);
            PlsModel model = PlsRegression.fit(rows, List.of(octane), options).get(0);
            float[][] scores = PlsScores.of(rows, List.of(model))[0];
            double total = totalSquares(x, model.mean());
            double explained = 0;
            for (int a = 0; a <= 10; a++) {
                assertThat(validation.rmsep(a))
                        .as("left out, %d", a)
                        .isCloseTo(LEAVE_ONE_OUT[a], within(a < 2 ? 5e-4 : 1e-4));
                double squares = 0;
                for (int i = 50; i < 60; i++) {
                    squares += Math.pow(lines[i][0] - model.predict(0, java.util.Arrays.copyOf(scores[i], a)), 2);
                }
                assertThat(Math.sqrt(squares / 10))
                        .as("predicted, %d", a)
                        .isCloseTo(PREDICTION[a], within(a < 10 ? 1e-4 : 2e-4));
                if (a > 0) {
                    explained +=
                            model.scoreSquares(a - 1) * Vectors.dot(model.loading(a - 1), model.loading(a - 1)) / total;
                    assertThat(100 * explained).isCloseTo(FEATURES_EXPLAINED[a - 1], within(0.006));
                    assertThat(100 * model.explainedVariance(a)).isCloseTo(OCTANE_EXPLAINED[a - 1], within(0.006));
                }
            }
        }
    }

    private static double totalSquares(float[][] x, float[] mean) {
        double total = 0;
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < mean.length; j++) {
                total += Math.pow((double) x[i][j] - mean[j], 2);
            }
        }
        return total;
    }
}
