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
            predictions(rows, model, values(key + "predictions"));
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
