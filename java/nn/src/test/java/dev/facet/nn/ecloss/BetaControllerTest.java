package dev.facet.nn.ecloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaControllerTest {
    @Test
    void fixedNeverMoves() {
        BetaController beta = new BetaController(BetaSchedule.fixed(0.3));
        beta.observe(5, 1);
        assertThat(beta.beta(0, 0, 10)).isEqualTo(0.3);
        assertThat(beta.beta(999, 9.9, 10)).isEqualTo(0.3);
    }

    @Test
    void warmupRisesToItsTarget() {
        BetaController beta = new BetaController(BetaSchedule.warmup(1, 3));
        assertThat(beta.beta(0, 0, 10)).isEqualTo(0.25);
        assertThat(beta.beta(1, 0, 10)).isEqualTo(0.5);
        assertThat(beta.beta(2, 0, 10)).isEqualTo(0.75);
        assertThat(beta.beta(3, 0, 10)).isEqualTo(1);
        assertThat(beta.beta(4, 0, 10)).isEqualTo(1);
    }

    @Test
    void gradNormBalancesAndAverages() {
        BetaController beta = new BetaController(BetaSchedule.gradNorm(0.1));
        assertThat(beta.beta(0, 0, 10)).isEqualTo(1e-5);
        beta.observe(2, 0.5);
        assertThat(beta.beta(1, 0, 10)).isCloseTo(0.4, within(1e-12));
        beta.observe(4, 0.5);
        assertThat(beta.beta(2, 0, 10)).isCloseTo(0.99 * 0.4 + 0.01 * 0.8, within(1e-12));
    }

    @Test
    void gradNormIsClippedWhereEcLossVanishes() {
        BetaController beta = new BetaController(BetaSchedule.gradNorm(0.1).withRange(1e-3, 10));
        beta.observe(1, 0);
        assertThat(beta.beta(1, 0, 10)).isEqualTo(10);
        BetaController low = new BetaController(BetaSchedule.gradNorm(0.1).withRange(1e-3, 10));
        low.observe(0, 1);
        assertThat(low.beta(1, 0, 10)).isEqualTo(1e-3);
    }

    @Test
    void decayIsAFactorOverEpochs() {
        BetaController inverse = new BetaController(BetaSchedule.fixed(6).withDecay(BetaSchedule.Decay.INVERSE_EPOCH));
        assertThat(inverse.beta(0, 0.9, 10)).isEqualTo(6);
        assertThat(inverse.beta(0, 2.5, 10)).isEqualTo(2);
        BetaController linear = new BetaController(BetaSchedule.fixed(6).withDecay(BetaSchedule.Decay.LINEAR));
        assertThat(linear.beta(0, 5, 10)).isEqualTo(3);
        assertThat(linear.beta(0, 10, 10)).isZero();
    }

    @Test
    void stateContinuesExactly() {
        BetaController first = new BetaController(BetaSchedule.gradNorm(0.1));
        first.observe(1.0 / 3, 0.7);
        first.observe(Math.PI, 0.1);
        BetaController second = new BetaController(BetaSchedule.gradNorm(0.1));
        second.restore(first.state());
        first.observe(0.2, 0.3);
        second.observe(0.2, 0.3);
        assertThat(second.beta(3, 0, 10)).isEqualTo(first.beta(3, 0, 10));
        BetaController fresh = new BetaController(BetaSchedule.gradNorm(0.1));
        fresh.restore(new BetaController(BetaSchedule.gradNorm(0.1)).state());
        assertThat(fresh.beta(0, 0, 10)).isEqualTo(1e-5);
    }

    @Test
    void jsonKeepsEveryField() {
        BetaSchedule schedule = BetaSchedule.gradNorm(0.3)
                .withEma(0.5)
                .withRange(1e-4, 7)
                .withWarmupSteps(12)
                .withDecay(BetaSchedule.Decay.LINEAR);
        assertThat(BetaSchedule.fromJson(schedule.toJson())).isEqualTo(schedule);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> BetaSchedule.fixed(-1)).hasMessageContaining("beta must be 0 or positive");
        assertThatThrownBy(() -> BetaSchedule.gradNorm(0)).hasMessageContaining("rho > 0");
        assertThatThrownBy(() -> BetaSchedule.gradNorm(1).withRange(2, 1)).hasMessageContaining("min <= max");
    }
}
