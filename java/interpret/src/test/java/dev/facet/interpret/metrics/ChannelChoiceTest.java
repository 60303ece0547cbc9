package dev.facet.interpret.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelChoiceTest {
    private static final int DEAD = -2;

    /** One row a channel: the part it finds on each of ten faces. */
    private static ChannelScores scores(int[]... partsOfChannels) {
        ChannelScores scores = new ChannelScores(partsOfChannels.length, List.of("hair", "nose", "jaw"), 0.1);
        for (int face = 0; face < 10; face++) {
            List<MapScore> row = new ArrayList<>();
            for (int[] parts : partsOfChannels) {
                int part = parts[face];
                row.add(new MapScore(part == DEAD, false, Math.max(-1, part), part < 0 ? 0 : 0.3, new int[] {1}));
            }
            scores.add(row);
        }
        return scores;
    }

    private static int[] keepsTo(int part, int strays) {
        int[] parts = new int[10];
        for (int face = 0; face < 10; face++) {
            parts[face] = face < strays ? (part + 1) % 3 : part;
        }
        return parts;
    }

    @Test
    void spreadsFromTheMostToTheLeastConsistentLivingChannel() {
        int[] dead = new int[10];
        Arrays.fill(dead, DEAD);
        ChannelScores scores = scores(keepsTo(0, 3), keepsTo(1, 0), dead, keepsTo(2, 5), keepsTo(0, 1), keepsTo(1, 4));
        assertThat(ChannelChoice.spread(scores, 3)).containsExactly(1, 0, 3);
        assertThat(ChannelChoice.spread(scores, 1)).containsExactly(1);
        assertThat(ChannelChoice.spread(scores, 99)).containsExactly(1, 4, 0, 5, 3);
        assertThat(ChannelChoice.spread(scores(dead, dead), 2)).containsExactly(0, 1);
    }

    @Test
    void takesTheBestOfEachPartFirst() {
        ChannelScores scores = scores(keepsTo(0, 0), keepsTo(0, 1), keepsTo(2, 4), keepsTo(1, 3));
        assertThat(ChannelChoice.mostConsistent(scores, 3)).containsExactly(0, 3, 2);
        assertThat(ChannelChoice.mostConsistent(scores, 9)).containsExactly(0, 3, 2, 1);
    }

    @Test
    void knowsTheFavouritePart() {
        int[] off = new int[10];
        Arrays.fill(off, PartExplainability.NO_PART);
        ChannelScores scores = scores(keepsTo(2, 4), off);
        assertThat(ChannelChoice.favouritePart(scores, 0)).isEqualTo(2);
        assertThat(ChannelChoice.favouritePart(scores, 1)).isEqualTo(PartExplainability.NO_PART);
    }
}
