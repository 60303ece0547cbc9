package dev.facet.interpret.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.interpret.stats.Correlation;
import dev.facet.interpret.stats.Ranking;
import dev.facet.nn.checkpoint.SafetensorsFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scikit-learn and SciPy answer to the problems of tests/golden/classifiers.py. */
class GoldenClassifiersTest {
    private static final String[] PROBLEMS = {"single", "two", "three"};

    private static SafetensorsFile golden;

    @BeforeAll
    static void open() {
        golden = SafetensorsFile.open(
                Path.of(System.getProperty("facet.root"), "tests", "golden", "classifiers.safetensors"));
    }

    @AfterAll
    static void close() {
        golden.close();
    }

    static Stream<Arguments> fits() {
        return Arrays.stream(PROBLEMS)
                .flatMap(problem -> Arrays.stream(Priors.values())
                        .flatMap(priors -> methods(priors).entrySet().stream()
                                .map(entry -> Arguments.of(problem, entry.getKey(), priors, entry.getValue()))));
    }

    private static Map<String, ClassifierMethod> methods(Priors priors) {
        return Map.of(
                "qda", new Qda(priors, 0),
                "qda_shrunk", new Qda(priors, 0.2),
                "lda", new Lda(priors, 0),
                "logistic", new LogisticRegression(priors, 1));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void posteriorsAndMetricsAgree(String problem, String key, Priors priors, ClassifierMethod method) {
        int[] labels = labels(problem + "/y");
        int classes = Arrays.stream(labels).max().orElseThrow() + 1;
        Samples train = samples(problem + "/x", labels.length);
        Classifier classifier = method.fit(train, labels, classes);
        assertThat(classifier.classes()).isEqualTo(classes);
        assertThat(classifier.features()).isEqualTo(train.columns());
        assertThat(classifier.warnings()).isEmpty();

        int[] truth = labels(problem + "/test_y");
        Samples test = samples(problem + "/test_x", truth.length);
        double[][] answered = classifier.logPosteriors(test);
        String prefix = problem + "/" + key + "/" + priors.name().toLowerCase();
        double[] expected = golden.readDoubles(prefix);
        // scikit-learn's Newton method stops before its last digits.
        double tolerance = key.equals("logistic") ? 1e-6 : 1e-9;
        for (int i = 0; i < expected.length; i++) {
            double log = answered[i / classes][i % classes];
            assertThat(log).isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
        }

        PredictionScores scores = PredictionScores.ofClasses(truth, answered);
        assertThat(scores.value(Metric.ACCURACY)).isCloseTo(value(prefix + "/accuracy"), within(1e-12));
        assertThat(scores.value(Metric.BALANCED_ACCURACY))
                .isCloseTo(value(prefix + "/balanced_accuracy"), within(1e-12));
        assertThat(roundedAuc(truth, answered)).isCloseTo(value(prefix + "/auc_rounded"), within(1e-12));
    }

    private static double roundedAuc(int[] truth, double[][] logPosteriors) {
        int classes = logPosteriors[0].length;
        return IntStream.range(classes == 2 ? 1 : 0, classes)
                .mapToDouble(k -> {
                    boolean[] ofClass = new boolean[truth.length];
                    double[] rounded = new double[truth.length];
                    for (int i = 0; i < truth.length; i++) {
                        ofClass[i] = truth[i] == k;
                        rounded[i] = Math.rint(10 * Math.exp(logPosteriors[i][k])) / 10;
                    }
                    return Ranking.of(rounded).auc(ofClass, once(truth.length));
                })
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two", "three"})
    void ridgeRegressionAndItsMetricsAgree(String problem) {
        double[] targets = golden.readDoubles(problem + "/target");
        double[] truth = golden.readDoubles(problem + "/test_target");
        Regressor regressor = new RidgeRegression(1).fit(samples(problem + "/x", targets.length), targets);
        double[] predicted = regressor.predict(samples(problem + "/test_x", truth.length));
        assertThat(predicted).containsExactly(golden.readDoubles(problem + "/ridge"), within(1e-9));

        PredictionScores scores = PredictionScores.ofValues(truth, predicted);
        assertThat(scores.value(Metric.R_SQUARED)).isCloseTo(value(problem + "/ridge/r_squared"), within(1e-9));
        assertThat(scores.value(Metric.PEARSON)).isCloseTo(value(problem + "/ridge/pearson"), within(1e-9));
        double[] rounded = Arrays.stream(predicted).map(Math::rint).toArray();
        assertThat(Correlation.spearman(truth, rounded))
                .isCloseTo(value(problem + "/ridge/spearman_rounded"), within(1e-9));
    }

    @Test
    void aWeakerRidgeFollowsLeastSquares() {
        Samples x = Samples.ofFeature(1, 2, 3, 4, 7);
        double[] y = {3, 5, 7, 9, 15};
        assertThat(new RidgeRegression(1e-9).fit(x, y).predict(Samples.ofFeature(0, 10)))
                .containsExactly(new double[] {1, 21}, within(1e-7));
    }

    private static Samples samples(String key, int rows) {
        double[] values = golden.readDoubles(key);
        return Samples.of(rows, values.length / rows, values);
    }

    private static int[] labels(String key) {
        return Arrays.stream(golden.readDoubles(key)).mapToInt(v -> (int) v).toArray();
    }

    private static double value(String key) {
        return golden.readDoubles(key)[0];
    }

    private static int[] once(int n) {
        int[] counts = new int[n];
        Arrays.fill(counts, 1);
        return counts;
    }
}
