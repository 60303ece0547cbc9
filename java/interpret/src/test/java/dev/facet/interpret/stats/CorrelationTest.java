package dev.facet.interpret.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelationTest {
    @Test
    void byHand() {
        assertThat(Correlation.pearson(new double[] {1, 2, 3}, new double[] {2, 4, 6}))
                .isCloseTo(1, within(1e-12));
        assertThat(Correlation.pearson(new double[] {1, 2, 3}, new double[] {1, 0, 1}))
                .isCloseTo(0, within(1e-12));
        assertThat(Correlation.spearman(new double[] {1, 2, 3}, new double[] {9, 4, 1}))
                .isCloseTo(-1, within(1e-12));
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
        assertThat(Correlation.spearman(new double[] {0, 5, 5, 7}, new double[] {1, 2, 3, 4}))
                .isCloseTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
        assertThat(Correlation.pearson(new double[] {0.1, 0.1, 0.1}, new double[] {1, 2, 3}))
                .isNaN();
    }

    /** A unit that counts twice is like two equal units. */
    @Test
    void countsRepeatUnits() {
        double[] a = {1, 4, 2, 2, 9};
        double[] b = {3, 1, 5, 2, 2};
        int[] counts = {2, 0, 1, 3, 1};
        double[] repeatedA = {1, 1, 2, 2, 2, 2, 9};
        double[] repeatedB = {3, 3, 5, 2, 2, 2, 2};
        assertThat(Correlation.pearsonOf(a, b).of(counts))
                .isCloseTo(Correlation.pearson(repeatedA, repeatedB), within(1e-12));
        assertThat(Correlation.spearmanOf(a, b).of(counts))
                .isCloseTo(Correlation.spearman(repeatedA, repeatedB), within(1e-12));
    }

    @Test
    void aucCountsTiesHalfAndFollowsCounts() {
        Ranking ranking = Ranking.of(0.0, -0.0, 2, 1, 2);
        boolean[] kind = {true, false, true, false, false};
        assertThat(ranking.auc(kind, new int[] {1, 1, 1, 1, 1})).isCloseTo((0.5 + 2.5) / 6, within(1e-12));
        assertThat(ranking.auc(kind, new int[] {0, 1, 2, 0, 1})).isCloseTo((2 * 1.5) / 4, within(1e-12));
        assertThat(ranking.auc(kind, new int[] {0, 1, 0, 1, 1})).isNaN();
        assertThatThrownBy(() -> Ranking.of(1, Double.NaN)).hasMessageContaining("value 1 is NaN");
    }

    @Test
    void pairsAreRequired() {
        assertThatThrownBy(() -> Correlation.pearson(new double[2], new double[3]))
                .hasMessageContaining("2 and 3");
    }
}
