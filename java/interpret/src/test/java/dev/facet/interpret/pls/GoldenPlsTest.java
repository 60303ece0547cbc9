package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.nn.checkpoint.SafetensorsFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What scikit-learn answers to the problems of tests/golden/pls.py, by every algorithm. */
class GoldenPlsTest {
    private static final double TOLERANCE = 1e-4;
    private static final int TEST_ROWS = 10;

    private static SafetensorsFile golden;
    private static Device device;

    @BeforeAll
    static void open() {
        golden = SafetensorsFile.open(Path.of(System.getProperty("facet.root"), "tests", "golden", "pls.safetensors"));
        device = Device.cpu();
    }

    @AfterAll
    static void close() {
        device.close();
        golden.close();
    }

    static Stream<Arguments> fits() {
        return Stream.of("spectra", "units", "linnerud", "classes")
                .flatMap(problem -> Arrays.stream(PlsAlgorithm.values())
                        .flatMap(algorithm -> Arrays.stream(Scaling.values())
                                .filter(scaling -> algorithm != PlsAlgorithm.SHARED_KERNEL || scaling == Scaling.CENTRE)
                                .map(scaling -> Arguments.of(problem, algorithm, scaling))));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void everyArrayAgrees(String problem, PlsAlgorithm algorithm, Scaling scaling) {
        String key = problem + "/" + scaling.name().toLowerCase(java.util.Locale.ROOT) + "/";
        int components = (int) golden.entry(key + "weights").shape().dim(0);
        PlsTarget target = target(problem);
        try (ResidentRows rows = ResidentRows.copyOf(device, features(problem))) {
            PlsOptions options = PlsOptions.components(components)
                    .algorithm(algorithm)
                    .scaling(scaling)
                    .keepWeights(true);
            PlsModel model = PlsRegression.fit(rows, List.of(target), options).get(0);
            assertThat(model.components()).isEqualTo(components);
            for (int a = 0; a < components; a++) {
                double sign = sign(model.weight(a), part(key + "weights", a, components));
                check("weights", model.weight(a), sign, part(key + "weights", a, components));
                check("rotations", model.rotation(a), sign, part(key + "rotations", a, components));
                check("loadings", model.loading(a), sign, part(key + "loadings", a, components));
                check("scores", floats(model.scores(a)), sign, part(key + "scores", a, components));
                double[] q = part(key + "target_loadings", a, components);
                for (int c = 0; c < q.length; c++) {
                    assertThat(sign * model.targetLoading(a, c)).isCloseTo(q[c], within(TOLERANCE * largest(q)));
                }
            }
            check("vip", model.vip(), 1, values(key + "vip"));
            check("vip of rotations", model.vipOfRotations(), 1, values(key + "vip_of_rotations"));
            featuresExplained(rows, model, values(key + "features_explained"));
            predictions(rows, model, values(key + "predictions"));
        }
    }

    /** tt'pp' of every component, of the squares of the scaled features. */
    private static void featuresExplained(ResidentRows rows, PlsModel model, double[] expected) {
        float[] x = rows.tensor().toFloats();
        float[] scale = model.moments().inverseScale();
        double total = 0;
        for (int row : model.target().rows()) {
            for (int j = 0; j < model.features(); j++) {
                double deviation = (double) x[row * model.features() + j] - model.mean()[j];
                total += Math.pow(scale == null ? deviation : deviation * scale[j], 2);
            }
        }
        double explained = 0;
        for (int a = 0; a < expected.length; a++) {
            explained += model.scoreSquares(a) * Vectors.dot(model.loading(a), model.loading(a)) / total;
            assertThat(explained).as("%d components", a + 1).isCloseTo(expected[a], within(TOLERANCE));
        }
    }

    /**
     * Linnerud's exercises, which ship with scikit-learn, all 20 rows, both sides of unit deviation: what scikit-learn's own tests hold it
     * to (test_sanity_check_pls_regression), which were checked against the R packages pls, plspm and mixOmics.
     */
    @ParameterizedTest
    @EnumSource(
            value = PlsAlgorithm.class,
            names = {"UNDEFLATED", "NIPALS"})
    void theNumbersOfTheRPackagesComeOut(PlsAlgorithm algorithm) {
        double[][] weights = {
            {-0.61330704, -0.74697144, -0.25668686},
            {-0.00443647, -0.32172099, 0.94682413},
            {0.78983213, -0.58183269, -0.19399983}
        };
        double[][] loadings = {
            {-0.61470416, -0.65625755, -0.51733059},
            {-0.24574278, -0.14396183, 1.00609417},
            {0.78983213, -0.58183269, -0.19399983}
        };
        double[][] targetLoadings = {
            {0.32456184, 0.42439636, -0.13143144},
            {0.29892183, 0.61970543, -0.26348971},
            {0.20316322, 0.19320542, -0.17092916}
        };
        int[] all = IntStream.range(0, 20).toArray();
        double[] y = values("exercise/y");
        double[][] columns = new double[3][20];
        for (int c = 0; c < 3; c++) {
            int column = c;
            double[] raw = IntStream.of(all).mapToDouble(i -> y[3 * i + column]).toArray();
            double mean = Arrays.stream(raw).average().orElseThrow();
            double deviation = Math.sqrt(
                    Arrays.stream(raw).map(v -> (v - mean) * (v - mean)).sum() / 19);
            columns[c] = Arrays.stream(raw).map(v -> (v - mean) / deviation).toArray();
        }
        PlsTarget target = PlsTarget.ofColumns("body", all, columns);
        PlsOptions options = PlsOptions.components(3)
                .algorithm(algorithm)
                .scaling(Scaling.AUTOSCALE)
                .keepWeights(true);
        try (ResidentRows rows = ResidentRows.copyOf(device, features("exercise"))) {
            PlsModel model = PlsRegression.fit(rows, List.of(target), options).get(0);
            for (int a = 0; a < 3; a++) {
                double sign = sign(model.weight(a), weights[a]);
                check("weights", model.weight(a), sign, weights[a]);
                check("loadings", model.loading(a), sign, loadings[a]);
                for (int c = 0; c < 3; c++) {
                    assertThat(sign * model.targetLoading(a, c))
                            .isCloseTo(targetLoadings[a][c], within(TOLERANCE * largest(targetLoadings[a])));
                }
            }
        }
    }

    private static void predictions(ResidentRows rows, PlsModel model, double[] expected) {
        float[][] scores = PlsScores.of(rows, List.of(model))[0];
        int columns = model.target().columns();
        for (int row = 0; row < TEST_ROWS; row++) {
            for (int c = 0; c < columns; c++) {
                float[] x = rows.tensor().toFloats();
                double byCoefficients = model.intercept(c, model.components());
                float[] coefficients = model.coefficients(c, model.components());
                for (int j = 0; j < coefficients.length; j++) {
                    byCoefficients += coefficients[j] * x[row * coefficients.length + j];
                }
                double wanted = expected[row * columns + c];
                assertThat(model.predict(c, scores[row])).isCloseTo(wanted, within(TOLERANCE * largest(expected)));
                assertThat(byCoefficients).isCloseTo(wanted, within(TOLERANCE * largest(expected)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"spectra,CENTRE", "spectra,AUTOSCALE", "units,CENTRE", "units,AUTOSCALE"})
    void leaveOneOutErrorsAgree(String problem, Scaling scaling) {
        double[] expected = values(problem + "/" + scaling.name().toLowerCase(java.util.Locale.ROOT) + "/rmsep");
        PlsTarget target = target(problem);
        try (ResidentRows rows = ResidentRows.copyOf(device, features(problem))) {
            PlsCrossValidation validation = PlsCrossValidation.of(
                    rows,
                    target,
                    target.rowCount(),
                    PlsOptions.components(expected.length - 1).scaling(scaling));
            for (int a = 0; a < expected.length; a++) {
                assertThat(validation.rmsep(a)).as("%d components", a).isCloseTo(expected[a], within(TOLERANCE));
            }
        }
    }

    /** All rows of the problem but the test rows, which come first. */
    private static PlsTarget target(String problem) {
        int columns = (int) golden.entry(problem + "/y").shape().dim(1);
        double[] y = values(problem + "/y");
        int[] rows = IntStream.range(TEST_ROWS, y.length / columns).toArray();
        double[][] values = new double[columns][rows.length];
        for (int c = 0; c < columns; c++) {
            for (int i = 0; i < rows.length; i++) {
                values[c][i] = y[rows[i] * columns + c];
            }
        }
        return PlsTarget.ofColumns(problem, rows, values);
    }

    private static float[][] features(String problem) {
        int columns = (int) golden.entry(problem + "/x").shape().dim(1);
        double[] x = values(problem + "/x");
        float[][] rows = new float[x.length / columns][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = floats(Arrays.copyOfRange(x, i * columns, (i + 1) * columns));
        }
        return rows;
    }

    private static double[] values(String name) {
        return golden.readDoubles(name);
    }

    private static double[] part(String name, int component, int components) {
        double[] all = values(name);
        int length = all.length / components;
        return Arrays.copyOfRange(all, component * length, (component + 1) * length);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double sign(float[] actual, double[] expected) {
        double product = 0;
        for (int i = 0; i < expected.length; i++) {
            product += actual[i] * expected[i];
        }
        return Math.signum(product);
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static void check(String what, float[] actual, double sign, double[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double scale = largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(sign * actual[i]).as("%s[%d]", what, i).isCloseTo(expected[i], within(TOLERANCE * scale));
        }
    }
}
