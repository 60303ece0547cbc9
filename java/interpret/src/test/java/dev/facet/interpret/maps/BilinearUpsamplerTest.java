package dev.facet.interpret.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BilinearUpsamplerTest {
    @Test
    void usesHalfPixelCentres() {
        float[] out = BilinearUpsampler.of(1, 2, 1, 4).apply(new float[] {0, 4});
        assertThat(out).containsExactly(0, 1, 3, 4);
    }

    @Test
    void worksOnBothAxes() {
        float[] out = BilinearUpsampler.of(2, 2, 4, 4).apply(new float[] {0, 4, 8, 12});
        assertThat(out).containsExactly(0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12);
    }

    @Test
    void keepsConstantsExactly() {
        float[] map = new float[9];
        java.util.Arrays.fill(map, 0.1f);
        for (float v : BilinearUpsampler.of(3, 3, 31, 17).apply(map)) {
            assertThat(v).isEqualTo(0.1f);
        }
    }

    @Test
    void theSameSizeIsTheSameMap() {
        float[] map = {3, 1, 2, 5, 9, 4};
        assertThat(BilinearUpsampler.of(2, 3, 2, 3).apply(map)).containsExactly(map);
    }

    @Test
    void keepsTheMeanOfAnEvenEnlargementWithFlatEdges() {
        float[] map = {0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0};
        float[] out = BilinearUpsampler.of(4, 4, 32, 32).apply(map);
        double sum = 0;
        for (float v : out) {
            sum += v;
        }
        assertThat(sum / out.length).isCloseTo(10.0 / 16, within(1e-6));
    }

    @Test
    void refusesWrongSizes() {
        assertThatThrownBy(() -> BilinearUpsampler.of(2, 2, 4, 4).apply(new float[5]))
                .hasMessageContaining("2x2");
        assertThatThrownBy(() -> BilinearUpsampler.of(2, 0, 4, 4)).hasMessageContaining("positive");
        assertThatThrownBy(() -> BilinearUpsampler.of(65536, 1, 1, 65536)).hasMessageContaining("65536x65536");
    }
}
