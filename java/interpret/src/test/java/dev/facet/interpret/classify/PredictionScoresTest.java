package dev.facet.interpret.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictionScoresTest {
    private static final Bootstrap BOOTSTRAP = Bootstrap.withSeed(1).withMethod(Bootstrap.Method.PERCENTILE);

    /** Log posteriors of two classes from the probability of the second. */
    private static double[][] posteriors(double... second) {
        return Arrays.stream(second)
                .mapToObj(p -> new double[] {Math.log(1 - p), Math.log(p)})
                .toArray(double[][]::new);
    }

    @Test
    void byHand() {
        PredictionScores scores =
                PredictionScores.ofClasses(new int[] {0, 0, 0, 1, 1}, posteriors(0.1, 0.4, 0.7, 0.4, 0.9));
        assertThat(scores.metrics()).containsExactly(Metric.ACCURACY, Metric.BALANCED_ACCURACY, Metric.AUC);
        assertThat(scores.value(Metric.ACCURACY)).isCloseTo(3 / 5.0, within(1e-12));
        assertThat(scores.value(Metric.BALANCED_ACCURACY)).isCloseTo((2 / 3.0 + 1 / 2.0) / 2, within(1e-12));
        // 0.9 beats three, 0.4 beats one and ties with one.
        assertThat(scores.value(Metric.AUC)).isCloseTo(4.5 / 6, within(1e-12));
        assertThatThrownBy(() -> scores.value(Metric.R_SQUARED)).hasMessageContaining("R² does not fit");
    }

    @Test
    void certaintiesBeyondOneStillHaveAnOrder() {
        double[][] logs = {{-800, 0}, {-900, 0}, {0, -800}};
        assertThat(PredictionScores.ofClasses(new int[] {0, 1, 0}, logs).value(Metric.AUC))
                .isEqualTo(1);
    }

    @Test
    void oneClassHasNoAucButAnAccuracy() {
        PredictionScores scores = PredictionScores.ofClasses(new int[] {1, 1}, posteriors(0.8, 0.3));
        assertThat(scores.value(Metric.AUC)).isNaN();
        assertThat(scores.value(Metric.BALANCED_ACCURACY)).isEqualTo(0.5);
        assertThat(scores.estimate(Metric.AUC, BOOTSTRAP).isMeasured()).isFalse();
    }

    /** As balanced accuracy, which a class without samples is no part of. */
    @Test
    void aucOfSeveralClassesIsOfThoseThatHaveSamples() {
        double[][] logs = {{0, -1, -2, -9}, {-1, 0, -2, -9}, {-2, -1, 0, -9}, {0, -2, -1, -9}};
        PredictionScores scores = PredictionScores.ofClasses(new int[] {0, 1, 1, 0}, logs);
        // Of class 0, 0 and 0 above -1 and -2; of class 1, 0 and -1 above -1 and -2 but for a tie.
        assertThat(scores.value(Metric.AUC)).isCloseTo((1 + 3.5 / 4) / 2, within(1e-12));
        assertThat(scores.value(Metric.BALANCED_ACCURACY)).isCloseTo((1 + 0.5) / 2, within(1e-12));
        int n = 300;
        int[] labels = IntStream.range(0, n).map(i -> i < 2 ? 2 : i % 2).toArray();
        double[][] three = Arrays.stream(labels)
                .mapToObj(k -> new double[] {k == 0 ? -1 : -2, k == 1 ? -1 : -2, k == 2 ? -1 : -3})
                .toArray(double[][]::new);
        // A class of two samples is missing from an eighth of the draws.
        assertThat(PredictionScores.ofClasses(labels, three)
                        .estimate(Metric.AUC, BOOTSTRAP)
                        .interval())
                .isPresent();
    }

    @Test
    void accuracyOfManyPeopleHasWilsonsInterval() {
        int[] labels = new int[263];
        double[] second = new double[263];
        Arrays.fill(second, 0, 81, 0.1);
        Arrays.fill(second, 81, 263, 0.9);
        Estimate estimate =
                PredictionScores.ofClasses(labels, posteriors(second)).accuracy();
        assertThat(estimate.interval().orElseThrow().low()).isCloseTo(0.2553, within(6e-5));
        assertThat(estimate.interval().orElseThrow().high()).isCloseTo(0.3662, within(6e-5));
    }

    /** Ten copies of each picture are worth one. */
    @Test
    void copiesOfAPersonAreWorthOne() {
        SplittableRandom random = new SplittableRandom(7);
        int people = 60;
        double[] once = new double[people];
        int[] labels = new int[people];
        for (int i = 0; i < people; i++) {
            labels[i] = i % 2;
            once[i] = Math.max(0.01, Math.min(0.99, random.nextDouble() * 0.7 + 0.3 * labels[i]));
        }
        int[] person = IntStream.range(0, 10 * people).map(i -> 1000 - i / 10).toArray();
        int[] copiedLabels =
                IntStream.range(0, 10 * people).map(i -> labels[i / 10]).toArray();
        double[] copied =
                IntStream.range(0, 10 * people).mapToDouble(i -> once[i / 10]).toArray();
        PredictionScores single = PredictionScores.ofClasses(labels, posteriors(once));
        PredictionScores ten = PredictionScores.ofClasses(copiedLabels, posteriors(copied));
        PredictionScores tenByPerson = ten.drawnBy(person);
        assertThat(width(tenByPerson.accuracy())).isCloseTo(width(single.accuracy()), within(0.01));
        assertThat(width(ten.accuracy())).isLessThan(0.5 * width(single.accuracy()));
        for (Metric metric : single.metrics()) {
            assertThat(tenByPerson.value(metric)).isCloseTo(single.value(metric), within(1e-12));
            assertThat(width(tenByPerson.estimate(metric, BOOTSTRAP)))
                    .isCloseTo(width(single.estimate(metric, BOOTSTRAP)), within(0.04));
        }
    }

    @Test
    void aPairedDifferenceIsSurerThanTwoIntervals() {
        SplittableRandom random = new SplittableRandom(9);
        int n = 400;
        int[] labels = new int[n];
        double[] good = new double[n];
        double[] better = new double[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2;
            good[i] = random.nextDouble() * 0.6 + 0.2 + (labels[i] == 1 ? 0.15 : -0.15);
            better[i] = good[i] + (labels[i] == 1 ? 0.04 : -0.04);
        }
        PredictionScores first = PredictionScores.ofClasses(labels, posteriors(good));
        PredictionScores second = PredictionScores.ofClasses(labels, posteriors(better));
        Estimate difference = second.difference(Metric.ACCURACY, first, BOOTSTRAP);
        assertThat(difference.interval().orElseThrow().low()).isPositive();
        assertThat(width(difference)).isLessThan(width(first.estimate(Metric.ACCURACY, BOOTSTRAP)));
        PredictionScores fewer = PredictionScores.ofClasses(new int[] {0}, posteriors(0.1));
        assertThatThrownBy(() -> first.difference(Metric.AUC, fewer, BOOTSTRAP))
                .hasMessageContaining("cannot be paired");
    }

    @Test
    void valuesByHand() {
        double[] truth = {1, 2, 3, 4};
        PredictionScores scores = PredictionScores.ofValues(truth, new double[] {1, 2, 3, 8});
        assertThat(scores.value(Metric.R_SQUARED)).isCloseTo(1 - 16 / 5.0, within(1e-12));
        assertThat(scores.value(Metric.SPEARMAN)).isCloseTo(1, within(1e-12));
        assertThat(scores.value(Metric.PEARSON)).isLessThan(1);
        assertThat(PredictionScores.ofValues(truth, new double[] {5, 5, 5, 5}).value(Metric.PEARSON))
                .isNaN();
        assertThatThrownBy(scores::accuracy).hasMessageContaining("Accuracy does not fit");
        assertThatThrownBy(() -> PredictionScores.ofValues(new double[0], new double[0]))
                .hasMessageContaining("cannot score");
    }

    private static double width(Estimate estimate) {
        Interval interval = estimate.interval().orElseThrow();
        return interval.high() - interval.low();
    }
}
