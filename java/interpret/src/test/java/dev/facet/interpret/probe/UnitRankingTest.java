package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnitRankingTest {
    @Test
    void picksTheLargestOfEqualOnesTheFirst() {
        float[] values = {0, 3, 1, 3, 0, 2};
        assertThat(UnitRanking.largest(values, 3)).containsExactly(1, 3, 5);
        assertThat(UnitRanking.largest(values, 10)).containsExactly(1, 3, 5, 2);
        assertThat(UnitRanking.largest(new float[4], 2)).isEmpty();
    }

    @Test
    void spreadsOverTheRangeAndNotOverTheRanks() {
        float[] values = new float[101];
        for (int i = 0; i < 100; i++) {
            values[i] = i / 100f;
        }
        values[100] = 10;
        int[] chosen = UnitRanking.spread(values, 5);
        // 0 and 10, and nothing between: 0.99 is the nearest to 2.5 and, being taken, to 5.
        assertThat(chosen).contains(0, 100).hasSizeLessThanOrEqualTo(5);
        float[] even = new float[50];
        for (int i = 0; i < 50; i++) {
            even[i] = i;
        }
        assertThat(UnitRanking.spread(even, 50)).hasSize(50);
        assertThat(UnitRanking.spread(new float[] {1, 1, 1}, 5)).hasSize(1);
    }

    @Test
    void averagesChannelsOverTheirPlaces() {
        ProbedLayer layer = new ProbedLayer(0, "x", "relu", 1, 2, 3, null);
        assertThat(UnitRanking.ofChannels(layer, new float[] {1, 2, 3, 3, 4, 9}))
                .containsExactly(2, 3, 6);
        assertThat(layer.neuronsOf(1)).containsExactly(1, 4);
        assertThat(UnitRanking.union(List.of(new int[] {5, 1}, new int[] {1, 2})))
                .containsExactly(1, 2, 5);
    }
}
