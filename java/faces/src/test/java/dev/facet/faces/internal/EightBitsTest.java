package dev.facet.faces.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EightBitsTest {
    private static final int NEIGHBOURS = 100;

    @Test
    void roundsFloatsAsMathDoes() {
        for (int half = -4; half <= 2 * 256; half++) {
            float v = half / 2f;
            for (int i = 0; i < NEIGHBOURS; i++) {
                v = Math.nextDown(v);
            }
            for (int i = 0; i <= 2 * NEIGHBOURS; i++) {
                assertThat(EightBits.of(v)).as("%s", v).isEqualTo(Math.max(0, Math.min(255, Math.round(v))));
                v = Math.nextUp(v);
            }
        }
    }

    @Test
    void roundsDoublesAsMathDoes() {
        for (int half = -4; half <= 2 * 256; half++) {
            double v = half / 2.0;
            for (int i = 0; i < NEIGHBOURS; i++) {
                v = Math.nextDown(v);
            }
            for (int i = 0; i <= 2 * NEIGHBOURS; i++) {
                assertThat(EightBits.of(v)).as("%s", v).isEqualTo((int) Math.max(0, Math.min(255, Math.round(v))));
                v = Math.nextUp(v);
            }
        }
    }

    @Test
    void halvesGoUpAndTheNumbersBelowThemDown() {
        assertThat(EightBits.of(Math.nextDown(0.5f))).isZero();
        assertThat(EightBits.of(0.5f)).isEqualTo(1);
        assertThat(EightBits.of(Math.nextDown(1.5f))).isEqualTo(1);
        assertThat(EightBits.of(1.5f)).isEqualTo(2);
        assertThat(EightBits.of(254.5f)).isEqualTo(255);
        assertThat(EightBits.of(-0.5f)).isZero();
        assertThat(EightBits.of(Math.nextDown(0.5))).isZero();
        assertThat(EightBits.of(0.5)).isEqualTo(1);
    }

    @Test
    void clampsWhatAByteCannotHold() {
        assertThat(EightBits.of(Float.POSITIVE_INFINITY)).isEqualTo(255);
        assertThat(EightBits.of(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(EightBits.of(Float.NaN)).isZero();
        assertThat(EightBits.of(Float.MAX_VALUE)).isEqualTo(255);
        assertThat(EightBits.of(Double.POSITIVE_INFINITY)).isEqualTo(255);
        assertThat(EightBits.of(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(EightBits.of(Double.NaN)).isZero();
        assertThat(EightBits.of(-Double.MAX_VALUE)).isZero();
    }
}
