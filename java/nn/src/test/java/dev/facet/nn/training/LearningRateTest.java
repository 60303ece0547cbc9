package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    private static final int STEPS = 10;
    private static final int EPOCHS = 4;

    @Test
    void constantWithWarmup() {
        LearningRateController rate = start(LearningRate.constant(0.1).withWarmup(0.5));
        assertThat(rate.rate(0, STEPS, EPOCHS)).isCloseTo(0.02, within(1e-15));
        assertThat(rate.rate(4, STEPS, EPOCHS)).isEqualTo(0.1);
        assertThat(rate.rate(39, STEPS, EPOCHS)).isEqualTo(0.1);
    }

    @Test
    void stepDropsAtEpochs() {
        LearningRateController rate = start(LearningRate.step(1, 0.1, 2));
        assertThat(rate.rate(19, STEPS, EPOCHS)).isEqualTo(1);
        assertThat(rate.rate(20, STEPS, EPOCHS)).isCloseTo(0.1, within(1e-15));
        assertThat(rate.rate(39, STEPS, EPOCHS)).isCloseTo(0.1, within(1e-15));
        assertThat(rate.rate(40, STEPS, EPOCHS)).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void cosineFallsFromBaseToMinimum() {
        LearningRateController rate = start(LearningRate.cosine(1, 1).withMinimum(0.2));
        assertThat(rate.rate(0, STEPS, EPOCHS)).isCloseTo(0.1, within(1e-15));
        assertThat(rate.rate(9, STEPS, EPOCHS)).isEqualTo(1);
        assertThat(rate.rate(10, STEPS, EPOCHS)).isEqualTo(1);
        assertThat(rate.rate(25, STEPS, EPOCHS)).isCloseTo(0.6, within(1e-12));
        assertThat(rate.rate(40, STEPS, EPOCHS)).isCloseTo(0.2, within(1e-12));
        assertThat(rate.rate(99, STEPS, EPOCHS)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void plateauDropsAfterItsPatience() {
        LearningRateController rate = start(LearningRate.plateau(1, 0.5, 1).withMinimum(0.3));
        rate.epochEnded(2);
        rate.epochEnded(1);
        rate.epochEnded(1);
        assertThat(rate.rate(30, STEPS, EPOCHS)).isEqualTo(1);
        rate.epochEnded(1.5);
        assertThat(rate.rate(40, STEPS, EPOCHS)).isEqualTo(0.5);
        LearningRateController resumed = start(LearningRate.plateau(1, 0.5, 1).withMinimum(0.3));
        resumed.restore(rate.state());
        resumed.epochEnded(1);
        resumed.epochEnded(1);
        assertThat(resumed.rate(60, STEPS, EPOCHS)).isEqualTo(0.3);
    }

    @Test
    void jsonKeepsEveryField() {
        LearningRate rate = LearningRate.cosine(0.03, 1.5).withMinimum(1e-4);
        assertThat(LearningRate.fromJson(rate.toJson())).isEqualTo(rate);
        assertThat(LearningRate.fromJson(LearningRate.step(0.1, 0.2, 3).toJson()))
                .isEqualTo(LearningRate.step(0.1, 0.2, 3));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> LearningRate.constant(0)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> LearningRate.step(1, 0, 3)).hasMessageContaining("0 < factor");
        assertThatThrownBy(() -> LearningRate.cosine(1, -1)).hasMessageContaining("warm-up >= 0");
    }

    private static LearningRateController start(LearningRate rate) {
        return new LearningRateController(rate);
    }
}
