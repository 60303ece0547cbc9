package dev.facet.interpret.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocationConsistencyTest {
    @Test
    void theCeilingOfSevenPartsIsThePapers() {
        assertThat(LocationConsistency.ceiling(7)).isCloseTo(0.12245, within(5e-6));
        assertThat(LocationConsistency.of(new long[] {0, 0, 40, 0, 0, 0, 0}))
                .isCloseTo(LocationConsistency.ceiling(7), within(1e-15));
    }

    @Test
    void aRoamingChannelScoresZero() {
        long[] visits = {3, 3, 3, 3, 3, 3, 3};
        assertThat(LocationConsistency.of(visits)).isCloseTo(0, within(1e-15));
        assertThat(LocationConsistency.normalised(visits)).isCloseTo(0, within(1e-15));
        assertThat(LocationConsistency.entropy(visits)).isCloseTo(0, within(1e-12));
    }

    @Test
    void agreesWithTheSumByHand() {
        // A = (3/4, 1/4): ((1/4)² + (1/4)²) / 2 = 1/16, a quarter of the ceiling 1/4.
        long[] visits = {3, 1};
        assertThat(LocationConsistency.of(visits)).isCloseTo(1.0 / 16, within(1e-15));
        assertThat(LocationConsistency.normalised(visits)).isCloseTo(0.25, within(1e-15));
        double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        assertThat(LocationConsistency.entropy(visits)).isCloseTo(1 - entropy / Math.log(2), within(1e-12));
    }

    @Test
    void theUnbiasedFormIsZeroOnAverageForAFairDie() {
        SplittableRandom random = new SplittableRandom(9);
        double biased = 0;
        double unbiased = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            long[] visits = new long[7];
            for (int i = 0; i < 10; i++) {
                visits[random.nextInt(7)]++;
            }
            biased += LocationConsistency.of(visits) / rounds;
            unbiased += LocationConsistency.unbiased(visits) / rounds;
        }
        assertThat(unbiased).isCloseTo(0, within(3e-4));
        assertThat(biased).isCloseTo(LocationConsistency.ceiling(7) / 10, within(3e-4));
    }

    @Test
    void nothingSeenIsNotANumber() {
        assertThat(LocationConsistency.of(new long[7])).isNaN();
        assertThat(LocationConsistency.entropy(new long[7])).isNaN();
        assertThat(LocationConsistency.unbiased(new long[] {1, 0})).isNaN();
        assertThatThrownBy(() -> LocationConsistency.of(new long[1])).hasMessageContaining("two parts");
        assertThatThrownBy(() -> LocationConsistency.of(new long[] {-1, 2})).hasMessageContaining("-1");
    }
}
