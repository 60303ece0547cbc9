package dev.facet.interpret.metrics;

import static dev.facet.interpret.metrics.ChannelStatistics.DeadMapRule.COUNTED;
import static dev.facet.interpret.metrics.ChannelStatistics.DeadMapRule.EXCLUDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.WeightedStatistic;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ChannelStatisticsTest {
    private static final int SIDE = 20;
    private static final List<String> NAMES = List.of("top", "bottom");
    // The strongest tenth of SIDE×SIDE is two rows; the parts are two rows at the top and two at the bottom.
    private static final List<PixelMask> PARTS = List.of(rows(0, 2), rows(18, 20));

    private static PixelMask rows(int from, int to) {
        return PixelMask.of(SIDE, SIDE, i -> i / SIDE >= from && i / SIDE < to);
    }

    private static float[] highIn(int from, int to) {
        float[] map = new float[SIDE * SIDE];
        for (int i = 0; i < map.length; i++) {
            map[i] = i / SIDE >= from && i / SIDE < to ? 1 : 0;
        }
        return map;
    }

    private static ChannelScores score(int faces, int channels, BiFunction<Integer, Integer, float[]> maps) {
        MapScorer scorer = new MapScorer(SIDE, SIDE, SIDE, SIDE, 0.1);
        ChannelScores scores = new ChannelScores(channels, NAMES, 0.1);
        for (int face = 0; face < faces; face++) {
            MapScore[] row = new MapScore[channels];
            for (int c = 0; c < channels; c++) {
                row[c] = scorer.score(maps.apply(face, c), PARTS);
            }
            scores.add(Arrays.asList(row));
        }
        return scores;
    }

    private static double value(WeightedStatistic statistic, int faces) {
        int[] once = new int[faces];
        Arrays.fill(once, 1);
        return statistic.of(once);
    }

    @Test
    void perfectAndAbsentOverlap() {
        ChannelScores perfect = score(6, 1, (face, c) -> highIn(0, 2));
        assertThat(value(ChannelStatistics.pei(perfect, EXCLUDED), 6)).isEqualTo(1);
        assertThat(value(ChannelStatistics.ls(perfect, EXCLUDED), 6)).isEqualTo(LocationConsistency.ceiling(2));
        assertThat(value(ChannelStatistics.peaks(perfect, 0.1), 6)).isEqualTo(1);
        ChannelScores none = score(6, 1, (face, c) -> highIn(9, 11));
        assertThat(value(ChannelStatistics.pei(none, EXCLUDED), 6)).isZero();
        assertThat(value(ChannelStatistics.offFaceRate(none), 6)).isEqualTo(1);
        assertThat(value(ChannelStatistics.ls(none, EXCLUDED), 6)).isNaN();
    }

    @Test
    void halfOverlapIsAThird() {
        ChannelScores scores = score(5, 1, (face, c) -> highIn(1, 3));
        assertThat(value(ChannelStatistics.pei(scores, EXCLUDED), 5)).isCloseTo(1.0 / 3, within(1e-7));
    }

    @Test
    void deadMapsAreLeftOutOrCountedAsThePaperDoes() {
        // Channel 0 alternates between the parts; channel 1 is dead on every face.
        ChannelScores scores = score(
                8, 2, (face, c) -> c == 1 ? new float[SIDE * SIDE] : face % 2 == 0 ? highIn(0, 2) : highIn(18, 20));
        assertThat(value(ChannelStatistics.deadRate(scores), 8)).isEqualTo(0.5);
        assertThat(ChannelStatistics.deadChannels(scores)).isEqualTo(1);
        assertThat(value(ChannelStatistics.pei(scores, EXCLUDED), 8)).isEqualTo(1);
        assertThat(value(ChannelStatistics.pei(scores, COUNTED), 8)).isEqualTo(0.5);
        assertThat(value(ChannelStatistics.ls(scores, EXCLUDED), 8)).isZero();
        // The trap: a dead channel looks perfectly consistent.
        assertThat(value(ChannelStatistics.ls(scores, COUNTED), 8)).isEqualTo(LocationConsistency.ceiling(2) / 2);
        assertThat(ChannelStatistics.visits(scores, 0)).containsExactly(4, 4);
        assertThat(ChannelStatistics.lsOfChannels(scores)).containsExactly(0, Double.NaN);
        assertThat(ChannelStatistics.peaksOfChannels(scores, 0.1)).containsExactly(1, Double.NaN);
    }

    @Test
    void weightsRepeatAndDropFaces() {
        ChannelScores scores = score(6, 1, (face, c) -> face < 3 ? highIn(0, 2) : highIn(1, 3));
        assertThat(ChannelStatistics.pei(scores, EXCLUDED).of(new int[] {2, 2, 2, 0, 0, 0}))
                .isEqualTo(1);
        assertThat(ChannelStatistics.pei(scores, EXCLUDED).of(new int[] {0, 0, 0, 0, 0, 0}))
                .isNaN();
    }

    @Test
    void aChannelSeenTooRarelyHasNoConsistency() {
        ChannelScores scores = score(
                20, 1, (face, c) -> face < ChannelStatistics.MIN_VISITS - 1 ? highIn(0, 2) : new float[SIDE * SIDE]);
        assertThat(value(ChannelStatistics.ls(scores, EXCLUDED), 20)).isNaN();
    }

    @Test
    void sparseMapsAreCounted() {
        ChannelScores scores = score(5, 1, (face, c) -> highIn(0, 1));
        assertThat(value(ChannelStatistics.sparseRate(scores), 5)).isEqualTo(1);
        assertThat(value(ChannelStatistics.pei(scores, EXCLUDED), 5)).isEqualTo(0.5);
    }

    @Test
    void tablesMerge() {
        ChannelScores all = score(10, 2, (face, c) -> highIn(face, face + 2));
        ChannelScores merged = score(4, 2, (face, c) -> highIn(face, face + 2));
        merged.merge(score(6, 2, (face, c) -> highIn(face + 4, face + 6)));
        assertThat(merged.faces()).isEqualTo(10);
        assertThat(value(ChannelStatistics.pei(merged, EXCLUDED), 10))
                .isEqualTo(value(ChannelStatistics.pei(all, EXCLUDED), 10));
        assertThatThrownBy(() -> merged.merge(new ChannelScores(3, NAMES, 0.1))).hasMessageContaining("3 channels");
        assertThatThrownBy(() -> all.level(0.3)).hasMessageContaining("0.3");
    }

    @Test
    void enlargedPeaksAreCountedOnThePicturesGrid() {
        MapScorer scorer = new MapScorer(3, 3, 30, 30, 0, 0.1);
        assertThat(scorer.enlargedPeaks(new float[] {1, 0, 1, 0, 0, 0, 0, 1, 0}))
                .containsExactly(3, 3);
    }

    @Test
    void intervalsOfConsistencyCoverItsMeanOverSamples() {
        // Sixty channels, each with its own odds for the two parts, on thirty faces: A is binomial, so that on average
        // S is that of the odds plus 2·p·(1 − p)/(2·30).
        int faces = 30;
        int channels = 60;
        double truth = 0;
        for (int c = 0; c < channels; c++) {
            double p = odds(c);
            truth += (2 * (p - 0.5) * (p - 0.5) / 2 + 2 * p * (1 - p) / (2 * faces)) / channels;
        }
        SplittableRandom random = new SplittableRandom(6);
        int covered = 0;
        int rounds = 200;
        for (int round = 0; round < rounds; round++) {
            ChannelScores scores = new ChannelScores(channels, NAMES, 0.1);
            for (int face = 0; face < faces; face++) {
                MapScore[] row = new MapScore[channels];
                for (int c = 0; c < channels; c++) {
                    int part = random.nextDouble() < odds(c) ? 0 : 1;
                    row[c] = new MapScore(false, false, part, 0.2, new int[] {1});
                }
                scores.add(Arrays.asList(row));
            }
            Estimate estimate =
                    ChannelMetric.LS.estimate(scores, Bootstrap.withSeed(round).withReplicates(300));
            covered += estimate.interval().orElseThrow().contains(truth) ? 1 : 0;
        }
        assertThat(covered / (double) rounds).isBetween(0.90, 0.99);
    }

    private static double odds(int channel) {
        return 0.2 + 0.6 * (channel % 10) / 9;
    }
}
