package dev.facet.interpret.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.interpret.maps.BilinearUpsampler;
import dev.facet.interpret.maps.RandomBaseline;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeaksTest {
    private static final int N = 14;

    private static float[] blobs(double sigma, double[]... centres) {
        float[] map = new float[N * N];
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                for (double[] c : centres) {
                    double d2 = (y - c[0]) * (y - c[0]) + (x - c[1]) * (x - c[1]);
                    map[y * N + x] += (float) Math.exp(-0.5 * d2 / (sigma * sigma));
                }
            }
        }
        return map;
    }

    private static int peaks(float[] map) {
        return Peaks.of(map, N, N).count(Peaks.DEFAULT_RHO);
    }

    @Test
    void countsGaussianBlobs() {
        assertThat(peaks(blobs(1.5, new double[] {6, 7}))).isEqualTo(1);
        assertThat(peaks(blobs(1.5, new double[] {3, 3}, new double[] {10, 10})))
                .isEqualTo(2);
        assertThat(peaks(blobs(1.5, new double[] {6, 4}, new double[] {6, 9}))).isEqualTo(2);
        assertThat(peaks(blobs(1.3, new double[] {2, 2}, new double[] {11, 3}, new double[] {6, 11})))
                .isEqualTo(3);
    }

    @Test
    void countsBlobsOnTheEnlargedGridToo() {
        float[] map = blobs(1.5, new double[] {3, 3}, new double[] {10, 10});
        float[] large = BilinearUpsampler.of(N, N, 64, 64).apply(map);
        assertThat(Peaks.of(large, 64, 64).count(0.1)).isEqualTo(2);
    }

    @Test
    void measuresProminenceAboveTheSaddle() {
        // Along one row: summits 5, 3 and 4 over saddles 1 and 2, lowest value 0.
        float[] row = {0, 5, 1, 3, 2, 4, 0};
        Peaks peaks = Peaks.of(row, 1, row.length);
        assertThat(peaks.prominences()).containsExactly(5, 3, 1);
        assertThat(peaks.summits()).containsExactly(1, 5, 3);
        assertThat(peaks.count(0)).isEqualTo(3);
        assertThat(peaks.count(0.2)).isEqualTo(3);
        assertThat(peaks.count(0.21)).isEqualTo(2);
        assertThat(peaks.count(1)).isEqualTo(1);
        assertThat(peaks.countAtLeast(3)).isEqualTo(2);
    }

    @Test
    void neighboursTouchAtCornersToo() {
        float[] diagonal = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        assertThat(Peaks.of(diagonal, 3, 3).count(0)).isEqualTo(1);
        float[] apart = {1, 0, 1, 0, 0, 0, 1, 0, 1};
        assertThat(Peaks.of(apart, 3, 3).count(0)).isEqualTo(4);
    }

    @Test
    void aPlateauCountsOnceAndAConstantNever() {
        float[] plateau = {0, 0, 0, 0, 0, 2, 2, 0, 0, 2, 2, 0, 0, 0, 0, 0};
        assertThat(Peaks.of(plateau, 4, 4).count(0)).isEqualTo(1);
        assertThat(Peaks.of(new float[16], 4, 4).count(0)).isZero();
        assertThat(Peaks.of(new float[] {-3, -3, -3, -3}, 2, 2).count(0.1)).isZero();
        float[] ring = {2, 2, 2, 2, 0, 2, 2, 2, 2};
        assertThat(Peaks.of(ring, 3, 3).count(0)).isEqualTo(1);
    }

    @Test
    void negativeValuesAndSignedZerosOrderAsNumbers() {
        assertThat(Peaks.of(new float[] {-1, -5, -2}, 1, 3).prominences()).containsExactly(4, 3);
        assertThat(Peaks.of(new float[] {0f, -0f, 0f, -0f}, 1, 4).count(0)).isZero();
        assertThat(Peaks.of(new float[] {-0f, 0f, -0f, 1f}, 1, 4).count(0)).isEqualTo(1);
    }

    @Test
    void agreesWithAFloodOfEveryLevel() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 60; round++) {
            float[] map = new float[30];
            for (int i = 0; i < map.length; i++) {
                map[i] = random.nextInt(6);
            }
            for (double prominence = 1; prominence <= 5; prominence++) {
                assertThat(Peaks.of(map, 5, 6).countAtLeast(prominence))
                        .isEqualTo(SlowPeaks.count(map, 5, 6, prominence));
            }
        }
    }

    @Test
    void countsOfRectifiedNoiseAreAsMeasuredBefore() {
        SplittableRandom random = new SplittableRandom(2);
        double[] sums = new double[4];
        int rounds = 400;
        for (int round = 0; round < rounds; round++) {
            float[] noise = new float[N * N];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) Math.max(0, random.nextGaussian());
            }
            Peaks peaks = Peaks.of(noise, N, N);
            sums[0] += peaks.count(0);
            sums[1] += peaks.count(0.1);
            sums[2] += peaks.count(0.5);
            sums[3] += peaks(RandomBaseline.smooth(N, N, 1.5, random));
        }
        assertThat(sums[0] / rounds).isCloseTo(24.5, within(0.6));
        assertThat(sums[1] / rounds).isCloseTo(20.5, within(0.6));
        assertThat(sums[2] / rounds).isCloseTo(6.4, within(0.6));
        assertThat(sums[3] / rounds).isCloseTo(4.2, within(0.6));
    }

    @Test
    void refusesWhatIsNotANumber() {
        assertThatThrownBy(() -> Peaks.of(new float[] {1, Float.NaN}, 1, 2)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Peaks.of(new float[3], 1, 2)).hasMessageContaining("1x2");
        assertThatThrownBy(() -> Peaks.of(new float[2], 1, 2).count(-0.1)).hasMessageContaining("rho");
    }
}
