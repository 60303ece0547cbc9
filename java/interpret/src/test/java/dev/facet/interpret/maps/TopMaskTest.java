package dev.facet.interpret.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopMaskTest {
    private static float[] ramp(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (i * 37) % n;
        }
        return values;
    }

    @Test
    void takesExactlyATenthOfDifferentValues() {
        TopMask top = TopMask.ofEnlarged(ramp(100), 10, 10, 0.1);
        assertThat(top.mask().count()).isEqualTo(10);
        assertThat(top.threshold()).isEqualTo(90);
        assertThat(top.dead()).isFalse();
        assertThat(top.sparse()).isFalse();
    }

    @Test
    void roundsTheTenthUp() {
        assertThat(TopMask.ofEnlarged(ramp(49), 7, 7, 0.1).mask().count()).isEqualTo(5);
        assertThat(TopMask.ofEnlarged(ramp(50), 5, 10, 0.1).mask().count()).isEqualTo(5);
        assertThat(TopMask.ofEnlarged(ramp(51), 3, 17, 0.1).mask().count()).isEqualTo(6);
    }

    @Test
    void takesAllThatTieAtTheThreshold() {
        float[] values = ramp(100);
        for (int i = 0; i < 100; i++) {
            values[i] = values[i] >= 80 ? 80 : values[i];
        }
        TopMask top = TopMask.ofEnlarged(values, 10, 10, 0.1);
        assertThat(top.mask().count()).isEqualTo(20);
        assertThat(top.sparse()).isFalse();
    }

    @Test
    void leavesTheBackgroundOfASparseMapOut() {
        float[] values = new float[100];
        values[42] = 3;
        values[43] = 2;
        TopMask top = TopMask.ofEnlarged(values, 10, 10, 0.1);
        assertThat(top.sparse()).isTrue();
        assertThat(top.dead()).isFalse();
        assertThat(top.mask()).isEqualTo(PixelMask.of(10, 10, i -> i == 42 || i == 43));
    }

    @Test
    void aConstantMapIsDeadWhateverItsValue() {
        for (float value : new float[] {0, -1, 7.3f}) {
            float[] values = new float[16];
            Arrays.fill(values, value);
            TopMask top = TopMask.of(values, BilinearUpsampler.of(4, 4, 23, 17));
            assertThat(top.dead()).isTrue();
            assertThat(top.mask().isEmpty()).isTrue();
            assertThat(DeadMaps.isDead(values)).isTrue();
        }
        assertThat(DeadMaps.isDead(new float[] {0, 0, 1})).isFalse();
    }

    @Test
    void doesNotChangeUnderIncreasingMaps() {
        float[] values = RandomBaseline.smooth(14, 14, 1.5, new SplittableRandom(3));
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = 1024 * scaled[i];
        }
        BilinearUpsampler up = BilinearUpsampler.of(14, 14, 64, 64);
        assertThat(TopMask.of(scaled, up).mask())
                .isEqualTo(TopMask.of(values, up).mask());
    }

    @Test
    void refusesWhatIsNotANumber() {
        float[] values = ramp(100);
        values[17] = Float.NaN;
        assertThatThrownBy(() -> TopMask.ofEnlarged(values, 10, 10, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value 17")
                .hasMessageContaining("NaN");
        values[17] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> TopMask.of(values, BilinearUpsampler.of(10, 10, 20, 20)))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> TopMask.ofEnlarged(ramp(100), 10, 10, 1)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> TopMask.ofEnlarged(ramp(99), 10, 10, 0.1)).hasMessageContaining("10x10");
        assertThatThrownBy(() -> TopMask.ofEnlarged(ramp(4), -2, -2, 0.1)).hasMessageContaining("positive sides");
    }

    @Test
    void refusesSidesWhoseProductIsNoInt() {
        // 2^16 times 2^16 is 0 in 32 bits, and 3 · 1431655767 is 5.
        assertThatThrownBy(() -> TopMask.ofEnlarged(new float[0], 1 << 16, 1 << 16, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536x65536");
        assertThatThrownBy(() -> TopMask.ofEnlarged(ramp(5), 3, 1_431_655_767, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3x1431655767");
        assertThatThrownBy(() -> BilinearUpsampler.of(7, 7, 1 << 16, 1 << 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536x65536");
    }

    @Test
    void selectionAgreesWithSorting() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 200; round++) {
            float[] values = new float[1 + random.nextInt(60)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(1 + round % 20) - 5;
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            int k = 1 + random.nextInt(values.length);
            assertThat(Selection.kthLargest(values, k)).isEqualTo(sorted[values.length - k]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1023, 1024, 1025, 112 * 112})
    void selectionFromASampleAgreesWithSorting(int n) {
        SplittableRandom random = new SplittableRandom(n);
        float[] different = new float[n];
        float[] ties = new float[n];
        float[] mostlyZeros = new float[n];
        float[] negatives = new float[n];
        for (int i = 0; i < n; i++) {
            different[i] = (float) random.nextDouble(-1, 1);
            ties[i] = random.nextInt(5);
            mostlyZeros[i] = random.nextInt(40) == 0 ? random.nextInt(100) : 0;
            negatives[i] = -1 - (float) random.nextDouble();
        }
        agreesWithSorting(different);
        agreesWithSorting(ties);
        agreesWithSorting(mostlyZeros);
        agreesWithSorting(negatives);
        agreesWithSorting(new float[n]);
    }

    @Test
    void selectionSurvivesASampleThatMisleads() {
        // For every step that a sample may have, all of it large and little else.
        for (int step = 2; step <= 64; step++) {
            float[] values = new float[112 * 112];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % step == 0 ? 1000 + i : i % 7;
            }
            agreesWithSorting(values);
        }
    }

    private static void agreesWithSorting(float... values) {
        float[] before = values.clone();
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = values.length;
        for (int k : new int[] {1, n / 10, n / 2, n}) {
            assertThat(Selection.kthLargest(values, k))
                    .as("%d-th largest of %d", k, n)
                    .isEqualTo(sorted[n - k]);
        }
        assertThat(values).isEqualTo(before);
    }
}
