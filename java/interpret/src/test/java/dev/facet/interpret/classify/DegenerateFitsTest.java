package dev.facet.interpret.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that networks really give: dead units, repeated features, few faces, NaN. */
class DegenerateFitsTest {
    static Stream<ClassifierMethod> methods() {
        return Stream.of(Qda.withEqualPriors(), Lda.withEqualPriors(), LogisticRegression.withEqualPriors());
    }

    /** A ReLU that is 0 on every face of one class and alive on most of the other. */
    @ParameterizedTest
    @MethodSource("methods")
    void aUnitDeadInOneClassTellsTheClassesApart(ClassifierMethod method) {
        Samples unit = Samples.ofFeature(0, 0, 0, 0, 0, 0, 1.5, 2, 0, 1, 3);
        int[] labels = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
        Classifier classifier = method.fit(unit, labels, 2);
        assertThat(classifier.predict(Samples.ofFeature(0, 1.2, 2.5, 40))).containsExactly(0, 1, 1, 1);
        requireProbabilities(classifier.logPosteriors(Samples.ofFeature(0, 1e-3, 1, 1e30, -1e30)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aUnitThatIsConstantInEachClassIsAPerfectFeature(ClassifierMethod method) {
        Classifier classifier = method.fit(Samples.ofFeature(0, 0, 0, 7, 7, 7), new int[] {0, 0, 0, 1, 1, 1}, 2);
        assertThat(classifier.predict(Samples.ofFeature(0, 3, 4, 7))).containsExactly(0, 0, 1, 1);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aDeadUnitSaysNothing(ClassifierMethod method) {
        int[] labels = {0, 0, 0, 1};
        Classifier alone = method.fit(Samples.ofFeature(0, 0, 0, 0), labels, 2);
        assertThat(alone.warnings()).singleElement().asString().contains("No feature varies");
        double[] posterior = alone.logPosteriors(Samples.ofFeature(5))[0];
        assertThat(posterior).containsExactly(new double[] {Math.log(0.5), Math.log(0.5)}, within(1e-12));

        double[] living = {0.5, 1, 0.7, 2, 2.5, 3.1};
        int[] halves = {0, 0, 0, 1, 1, 1};
        double[] withDead = new double[12];
        for (int i = 0; i < 6; i++) {
            withDead[2 * i + 1] = living[i];
        }
        Classifier beside = method.fit(Samples.of(6, 2, withDead), halves, 2);
        Classifier without = method.fit(Samples.ofFeature(living), halves, 2);
        assertThat(beside.warnings()).singleElement().asString().contains("1 of 2 features");
        assertThat(beside.features()).isEqualTo(2);
        assertThat(beside.logPosteriors(Samples.of(1, 2, -9, 1.4))[0])
                .containsExactly(without.logPosteriors(Samples.ofFeature(1.4))[0], within(1e-12));
    }

    @Test
    void fewSamplesRaiseTheShrinkageAndSaySo() {
        int d = 8;
        int[] labels = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        SplittableRandom random = new SplittableRandom(5);
        double[] values = random.doubles((long) labels.length * d).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 2 * labels[i / d];
        }
        Samples samples = Samples.of(labels.length, d, values);
        Classifier qda = Qda.withEqualPriors().fit(samples, labels, 2);
        assertThat(qda.warnings()).singleElement().asString().contains("Class 0: 5 samples", "8 features", "0.67");
        assertThat(qda.predict(samples)).containsExactly(labels);
        assertThat(Lda.withEqualPriors().fit(samples, labels, 2).warnings()).isEmpty();
        assertThat(Lda.withEqualPriors()
                        .fit(samples.rows(0, 1, 5, 6), new int[] {0, 0, 1, 1}, 2)
                        .warnings())
                .singleElement()
                .asString()
                .contains("All classes: 3 samples");
    }

    @Test
    void oneSampleOfAClassIsEnoughForAMean() {
        Samples samples = Samples.of(5, 2, 0, 0, 1, 0, 0, 1, 1, 1, 6, 6);
        Classifier qda = Qda.withEqualPriors().fit(samples, new int[] {0, 0, 0, 0, 1}, 2);
        assertThat(qda.predict(Samples.of(2, 2, 0.5, 0.5, 6, 6))).containsExactly(0, 1);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void featuresThatDependOnEachOtherAreShrunk(ClassifierMethod method) {
        SplittableRandom random = new SplittableRandom(3);
        int[] labels = new int[60];
        double[] values = new double[3 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            values[3 * i] = random.nextDouble() + labels[i];
            values[3 * i + 1] = random.nextDouble();
            values[3 * i + 2] = 2 * values[3 * i] - 5 * values[3 * i + 1];
        }
        ClassifierMethod unshrunk = method instanceof Qda
                ? new Qda(Priors.EQUAL, 0)
                : method instanceof Lda ? new Lda(Priors.EQUAL, 0) : method;
        Classifier classifier = unshrunk.fit(Samples.of(60, 3, values), labels, 2);
        if (!(method instanceof LogisticRegression)) {
            assertThat(classifier.warnings()).isNotEmpty().allMatch(warning -> warning.contains("singular"));
        }
        double[][] posteriors = classifier.logPosteriors(Samples.of(60, 3, values));
        requireProbabilities(posteriors);
        assertThat(PredictionScores.ofClasses(labels, posteriors).value(Metric.ACCURACY))
                .isGreaterThan(0.95);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void scaleAndOffsetOfFeaturesDoNotMatter(ClassifierMethod method) {
        SplittableRandom random = new SplittableRandom(11);
        int[] labels = new int[80];
        double[] plain = new double[labels.length];
        double[] moved = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            plain[i] = random.nextDouble() * (1 + labels[i]) + 0.4 * labels[i];
            moved[i] = 1e6 + 1e-3 * plain[i];
        }
        int[] expected = method.fit(Samples.ofFeature(plain), labels, 2).predict(Samples.ofFeature(plain));
        assertThat(method.fit(Samples.ofFeature(moved), labels, 2).predict(Samples.ofFeature(moved)))
                .containsExactly(expected);
    }

    @Test
    void separableClassesConvergeWithTheirRidge() {
        double[] x = new double[200];
        int[] labels = new int[200];
        for (int i = 0; i < 200; i++) {
            x[i] = i;
            labels[i] = i / 67;
        }
        Classifier classifier = new LogisticRegression(Priors.EMPIRICAL, 1e-4).fit(Samples.ofFeature(x), labels, 3);
        assertThat(classifier.warnings()).isEmpty();
        assertThat(classifier.predict(Samples.ofFeature(x))).containsExactly(labels);
    }

    @Test
    void priorsMoveTheBoundary() {
        Samples samples = Samples.ofFeature(-1, 0, 1, 2, 3, -1, 0, 1, 2, 3, 1, 2, 3, 4, 5);
        int[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
        Samples middle = Samples.ofFeature(2);
        double equal = new Lda(Priors.EQUAL, 0).fit(samples, labels, 2).logPosteriors(middle)[0][1];
        double empirical = new Lda(Priors.EMPIRICAL, 0).fit(samples, labels, 2).logPosteriors(middle)[0][1];
        assertThat(equal).isCloseTo(Math.log(1 / 2.0), within(1e-12));
        assertThat(empirical).isCloseTo(Math.log(1 / 3.0), within(1e-12));
    }

    @Test
    void whatCannotBeFittedIsRefusedByName() {
        Samples samples = Samples.ofFeature(1, 2, 3);
        Qda qda = Qda.withEqualPriors();
        assertThatThrownBy(() -> Samples.of(2, 2, 1, 2, 3, Double.NaN)).hasMessageContaining("feature 1 of sample 1");
        assertThatThrownBy(() -> qda.fit(samples, new int[] {0, 0, 0}, 2)).hasMessageContaining("class 1 of 2");
        assertThatThrownBy(() -> qda.fit(samples, new int[] {0, -1, 1}, 2))
                .hasMessageContaining("label -1 of sample 1");
        assertThatThrownBy(() -> qda.fit(samples, new int[] {0, 1}, 2)).hasMessageContaining("2 labels for 3 samples");
        assertThatThrownBy(() -> qda.fit(samples, new int[] {0, 0, 0}, 1)).hasMessageContaining("at least 2");
        assertThatThrownBy(() -> qda.fit(samples, new int[] {0, 1, 1}, 2).predict(Samples.of(1, 2, 0, 0)))
                .hasMessageContaining("for a model of 1 features");
        assertThatThrownBy(() -> new Qda(Priors.EQUAL, 1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new RidgeRegression(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new RidgeRegression(1).fit(samples, 1, 2, Double.NaN))
                .hasMessageContaining("target of sample 2");
    }

    @Test
    void aConstantTargetOrFeatureIsPredictedByItsMean() {
        Regressor regressor = new RidgeRegression(1).fit(Samples.ofFeature(4, 4, 4), 1, 2, 6);
        assertThat(regressor.warnings()).singleElement().asString().contains("No feature varies");
        assertThat(regressor.predict(Samples.ofFeature(9, 4))).containsExactly(3, 3);
        assertThat(new RidgeRegression(1)
                        .fit(Samples.ofFeature(1, 2, 3), 5, 5, 5)
                        .predict(Samples.ofFeature(7)))
                .containsExactly(new double[] {5}, within(1e-12));
    }

    private static void requireProbabilities(double[][] logPosteriors) {
        for (double[] row : logPosteriors) {
            assertThat(Arrays.stream(row).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
        }
    }
}
