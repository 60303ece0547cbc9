package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The comparison that other tests trust must itself refuse what differs. */
class ClosenessTest {
    private static void compare(float[] actual, float... expected) {
        Closeness.assertClose("values", actual, expected, 1e-3);
    }

    @Test
    void closeValuesPass() {
        compare(new float[] {1.0005f, -2, Float.POSITIVE_INFINITY}, 1, -2, Float.POSITIVE_INFINITY);
        compare(new float[] {Float.NaN}, Float.NaN);
    }

    @Test
    void aDifferenceIsNamed() {
        assertThatThrownBy(() -> compare(new float[] {1, 2.5f}, 1, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("values", "at 1", "2.5 for 2.0");
    }

    @Test
    void laterDifferencesDoNotHideNotANumber() {
        assertThatThrownBy(() -> compare(new float[] {Float.NaN, 1.0001f, 2}, 1, 1, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at 0, NaN for 1.0");
        assertThatThrownBy(() -> compare(new float[] {1, 1.0001f}, Float.NaN, 1))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void infinitiesOfOtherSignAndOtherLengthsDiffer() {
        assertThatThrownBy(() -> compare(new float[] {Float.NEGATIVE_INFINITY}, Float.POSITIVE_INFINITY))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> compare(new float[] {Float.NEGATIVE_INFINITY}, 1))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> compare(new float[] {1, 2}, 1)).isInstanceOf(AssertionError.class);
    }
}
