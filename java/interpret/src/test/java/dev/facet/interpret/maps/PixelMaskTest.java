package dev.facet.interpret.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PixelMaskTest {
    private static PixelMask rows(int from, int to) {
        return PixelMask.of(10, 13, i -> i / 13 >= from && i / 13 < to);
    }

    @Test
    void countsOverlap() {
        PixelMask a = rows(0, 4);
        PixelMask b = rows(2, 8);
        assertThat(a.count()).isEqualTo(52);
        assertThat(a.intersectionCount(b)).isEqualTo(26);
        assertThat(a.iou(b)).isEqualTo(26.0 / (52 + 78 - 26));
        assertThat(a.iou(a)).isEqualTo(1);
        assertThat(a.iou(rows(4, 10))).isZero();
    }

    @Test
    void nothingOverlapsNothing() {
        assertThat(PixelMask.empty(3, 3).iou(PixelMask.empty(3, 3))).isZero();
    }

    @Test
    void knowsItsPixels() {
        PixelMask mask = PixelMask.of(9, 9, i -> i == 9 * 7 + 2);
        assertThat(mask.contains(7, 2)).isTrue();
        assertThat(mask.contains(2, 7)).isFalse();
        assertThatThrownBy(() -> mask.contains(9, 0)).hasMessageContaining("9x9");
    }

    @Test
    void holdsValuesFromABoundOn() {
        float[] values = new float[10 * 13];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 37 % 11 - 5;
        }
        values[129] = Float.NaN;
        for (float bound : new float[] {-5, -4.5f, 0, 3, Math.nextUp(3f), 5, Math.nextUp(5f)}) {
            PixelMask mask = PixelMask.atLeast(10, 13, values, bound);
            assertThat(mask).isEqualTo(PixelMask.of(10, 13, i -> values[i] >= bound));
        }
        assertThat(PixelMask.atLeast(10, 13, values, -5).count()).isEqualTo(129);
        assertThat(PixelMask.atLeast(10, 13, values, Math.nextUp(5f)).isEmpty()).isTrue();
        assertThat(PixelMask.atLeast(8, 8, new float[64], 0).count()).isEqualTo(64);
        assertThat(PixelMask.atLeast(1, 1, new float[1], -0f).count()).isEqualTo(1);
        assertThatThrownBy(() -> PixelMask.atLeast(9, 13, values, 0)).hasMessageContaining("9x13");
        assertThatThrownBy(() -> PixelMask.atLeast(0, 13, new float[0], 0)).hasMessageContaining("0x13");
    }

    @Test
    void resizesByPixelCentres() {
        PixelMask half = PixelMask.of(4, 4, i -> i % 4 >= 2);
        assertThat(half.resized(8, 8)).isEqualTo(PixelMask.of(8, 8, i -> i % 8 >= 4));
        assertThat(half.resized(2, 2)).isEqualTo(PixelMask.of(2, 2, i -> i % 2 == 1));
        assertThat(half.resized(4, 4)).isSameAs(half);
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> rows(0, 1).iou(PixelMask.empty(13, 10)))
                .hasMessageContaining("10x13")
                .hasMessageContaining("13x10");
        assertThatThrownBy(() -> PixelMask.empty(0, 4)).hasMessageContaining("0x4");
    }
}
