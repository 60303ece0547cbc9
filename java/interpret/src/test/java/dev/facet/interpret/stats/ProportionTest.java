package dev.facet.interpret.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class ProportionTest {

    /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3 without continuity correction. */
    @Test
    void isWilsonsInterval() {
        check(81, 263, 0.2553, 0.3662);
        check(15, 148, 0.0624, 0.1605);
        check(0, 20, 0, 0.1611);
        check(1, 29, 0.0061, 0.1718);
        check(29, 29, 1 - 0.1170, 1);
    }

    private static void check(int successes, int trials, double low, double high) {
        Estimate estimate = Proportion.of(successes, trials);
        assertThat(estimate.value()).isEqualTo((double) successes / trials);
        assertThat(estimate.interval().orElseThrow().low()).isCloseTo(low, offset(6e-5));
        assertThat(estimate.interval().orElseThrow().high()).isCloseTo(high, offset(6e-5));
    }

    @Test
    void impossibleSharesAreRefused() {
        assertThatThrownBy(() -> Proportion.of(3, 2)).hasMessageContaining("3 of 2");
        assertThatThrownBy(() -> Proportion.of(0, 0)).hasMessageContaining("no share");
    }
}
