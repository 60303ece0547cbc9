package dev.facet.interpret.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static WeightedStatistic mean(double[] values) {
        return counts -> {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < values.length; i++) {
                sum += counts[i] * values[i];
                n += counts[i];
            }
            return n == 0 ? Double.NaN : sum / n;
        };
    }

    private static double[] normal(int n, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = mean + random.nextGaussian();
        }
        return values;
    }

    @Test
    void coversTheTruthAboutAsOftenAsItSays() {
        for (Bootstrap.Method method : Bootstrap.Method.values()) {
            int covered = 0;
            int rounds = 400;
            for (int round = 0; round < rounds; round++) {
                Bootstrap bootstrap =
                        Bootstrap.withSeed(round).withReplicates(300).withMethod(method);
                Estimate estimate = bootstrap.estimate(40, mean(normal(40, 3, 1000 + round)));
                covered += estimate.interval().orElseThrow().contains(3) ? 1 : 0;
            }
            assertThat(covered / (double) rounds).as(method.name()).isBetween(0.90, 0.98);
        }
    }

    @Test
    void bcaCoversASkewedStatisticBetterThanPercentiles() {
        // The variance of 25 normal values: plug-in variance is biased and skewed.
        int[] covered = new int[Bootstrap.Method.values().length];
        int rounds = 300;
        for (int round = 0; round < rounds; round++) {
            double[] values = normal(25, 0, 77_000 + round);
            WeightedStatistic variance = counts -> {
                double m = mean(values).of(counts);
                double sum = 0;
                for (int i = 0; i < values.length; i++) {
                    sum += counts[i] * (values[i] - m) * (values[i] - m);
                }
                return sum / values.length;
            };
            for (Bootstrap.Method method : Bootstrap.Method.values()) {
                Estimate estimate = Bootstrap.withSeed(round)
                        .withReplicates(400)
                        .withMethod(method)
                        .estimate(25, variance);
                covered[method.ordinal()] += estimate.interval().orElseThrow().contains(1) ? 1 : 0;
            }
        }
        assertThat(covered[Bootstrap.Method.BCA.ordinal()])
                .isGreaterThan(covered[Bootstrap.Method.PERCENTILE.ordinal()]);
        assertThat(covered[Bootstrap.Method.BCA.ordinal()] / (double) rounds).isGreaterThan(0.86);
    }

    @Test
    void isReproducible() {
        double[] values = normal(30, 0, 1);
        assertThat(Bootstrap.withSeed(4).estimate(30, mean(values)))
                .isEqualTo(Bootstrap.withSeed(4).estimate(30, mean(values)))
                .isNotEqualTo(Bootstrap.withSeed(5).estimate(30, mean(values)));
    }

    @Test
    void pairingRemovesWhatBothShare() {
        double[] a = normal(50, 0, 1);
        double[] b = a.clone();
        double[] noise = normal(50, 0, 2);
        for (int i = 0; i < b.length; i++) {
            b[i] += 0.1 + 0.01 * noise[i];
        }
        Estimate difference = Bootstrap.withSeed(1).pairedDifference(50, mean(b), mean(a));
        assertThat(difference.value()).isCloseTo(0.1, within(0.01));
        Interval interval = difference.interval().orElseThrow();
        assertThat(interval.high() - interval.low()).isLessThan(0.01);
    }

    @Test
    void aConstantHasAPointInterval() {
        Interval interval = Bootstrap.withSeed(1)
                .estimate(10, mean(new double[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2}))
                .interval()
                .orElseThrow();
        assertThat(interval.low()).isEqualTo(2);
        assertThat(interval.high()).isEqualTo(2);
    }

    @Test
    void whatIsNotDeterminedHasNoInterval() {
        assertThat(Bootstrap.withSeed(1).estimate(1, counts -> 3).interval()).isEmpty();
        assertThat(Bootstrap.withSeed(1).estimate(9, counts -> Double.NaN).isMeasured())
                .isFalse();
        assertThat(Bootstrap.withSeed(1)
                        .estimate(9, counts -> counts[0] == 1 ? 1 : Double.NaN)
                        .interval())
                .isEmpty();
        assertThatThrownBy(() -> Bootstrap.withSeed(1).withReplicates(10)).hasMessageContaining("100");
        assertThatThrownBy(() -> Bootstrap.withSeed(1).estimate(0, counts -> 0)).hasMessageContaining("0 units");
    }

    @Test
    void studentAgreesWithTheTable() {
        // Three values 1, 2, 3: mean 2, standard error 1/√3, t(2, 0.975) = 4.3027.
        Interval interval = Student.mean(1, 2, 3).interval().orElseThrow();
        assertThat(interval.high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));
        assertThat(Student.mean(7).interval()).isEmpty();
        assertThat(Student.pairedDifference(new double[] {2, 3, 4}, new double[] {1, 2, 3})
                        .value())
                .isEqualTo(1);
        assertThatThrownBy(() -> Student.pairedDifference(new double[2], new double[3]))
                .hasMessageContaining("2 and 3");
        Estimate groups = Student.difference(new double[] {1, 2, 3, 4}, new double[] {2, 4, 6});
        assertThat(groups.value()).isCloseTo(-1.5, within(1e-12));
        assertThat(groups.interval().orElseThrow().high()).isCloseTo(-1.5 + 4.0423280, within(1e-5));
        assertThat(Student.difference(new double[] {5}, new double[] {2, 4}).interval())
                .isEmpty();
        assertThatThrownBy(() -> Student.mean(1, Double.NaN)).hasMessageContaining("NaN");
    }
}
