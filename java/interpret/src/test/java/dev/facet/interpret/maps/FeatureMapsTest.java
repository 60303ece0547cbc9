package dev.facet.interpret.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeatureMapsTest {
    @Test
    void readsChannelsLast() {
        float[] values = new float[2 * 2 * 3 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        FeatureMaps maps = FeatureMaps.of(values, 2, 2, 3, 4);
        assertThat(maps.map(1, 2)).containsExactly(26, 30, 34, 38, 42, 46);
        assertThatThrownBy(() -> maps.map(2, 0)).hasMessageContaining("2 images");
        assertThatThrownBy(() -> FeatureMaps.of(values, 2, 2, 3, 5)).hasMessageContaining("2x2x3x5");
        int side = 65536; // four of them multiplied are 0 as a long
        assertThatThrownBy(() -> FeatureMaps.of(new float[0], side, side, side, side))
                .hasMessageContaining("0 values");
    }

    @Test
    void shufflingKeepsTheValues() {
        float[] map = {5, 1, 4, 2, 3, 0};
        float[] shuffled = RandomBaseline.standIn(RandomBaseline.Kind.SHUFFLED, map, 2, 3, 7, 1, 2);
        assertThat(shuffled).isNotEqualTo(map);
        float[] sorted = shuffled.clone();
        Arrays.sort(sorted);
        assertThat(sorted).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void standInsDependOnTheirPlaceAlone() {
        float[] map = new float[196];
        for (RandomBaseline.Kind kind : RandomBaseline.Kind.values()) {
            for (int i = 0; i < map.length; i++) {
                map[i] = i;
            }
            float[] first = RandomBaseline.standIn(kind, map, 14, 14, 5, 3, 8);
            assertThat(RandomBaseline.standIn(kind, map, 14, 14, 5, 3, 8)).containsExactly(first);
            assertThat(RandomBaseline.standIn(kind, map, 14, 14, 5, 3, 9)).isNotEqualTo(first);
            assertThat(RandomBaseline.standIn(kind, map, 14, 14, 5, 4, 8)).isNotEqualTo(first);
            assertThat(RandomBaseline.standIn(kind, map, 14, 14, 6, 3, 8)).isNotEqualTo(first);
        }
    }

    @Test
    void smoothBlobsHaveUnitVarianceBeforeRectification() {
        // Half of a unit normal's variance stays in the positive side: E[max(0,x)²] = 1/2.
        SplittableRandom random = new SplittableRandom(1);
        double squares = 0;
        int n = 0;
        for (int round = 0; round < 400; round++) {
            for (float v : RandomBaseline.smooth(14, 14, 1.5, random)) {
                squares += v * v;
                n++;
            }
        }
        assertThat(squares / n).isBetween(0.46, 0.54);
    }
}
