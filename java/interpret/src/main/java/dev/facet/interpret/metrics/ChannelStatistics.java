package dev.facet.interpret.metrics;

import dev.facet.interpret.stats.WeightedStatistic;
import java.util.Arrays;

/**
 * The channel metrics as numbers of a {@link ChannelScores} table, each as a statistic over faces, ready for
 * {@link dev.facet.interpret.stats.Bootstrap}. All give NaN where no map decides them.
 */
public final class ChannelStatistics {
    /** How dead maps enter a metric. */
    public enum DeadMapRule {
        /** Left out, and reported apart by the dead rate. */
        EXCLUDED,
        /**
         * As the paper's formulas take them: no overlap, hence IoU 0, and part 0 by the first-of-equals rule. Dead
         * channels then look perfectly consistent; kept to compare with published figures.
         */
        COUNTED
    }

    /**
     * A channel enters LS when it found a part on at least this many faces: one visit alone always looks perfectly
     * consistent.
     */
    public static final int MIN_VISITS = 5;

    private ChannelStatistics() {}

    /** Part explainability: the mean of the best IoU over maps, in [0, 1]. */
    public static WeightedStatistic pei(ChannelScores scores, DeadMapRule dead) {
        return mean(scores, dead, scores::iou);
    }

    /** The mean number of peaks of a live map at a level of rho. */
    public static WeightedStatistic peaks(ChannelScores scores, double rho) {
        int level = scores.level(rho);
        return mean(scores, DeadMapRule.EXCLUDED, (face, channel) -> scores.peaks(face, channel, level));
    }

    /** The part of maps that are constant, in [0, 1]. */
    public static WeightedStatistic deadRate(ChannelScores scores) {
        return mean(scores, DeadMapRule.COUNTED, (face, channel) -> scores.isDead(face, channel) ? 1 : 0);
    }

    /** The part of live maps whose strongest region is smaller than a tenth, in [0, 1]. */
    public static WeightedStatistic sparseRate(ChannelScores scores) {
        return mean(scores, DeadMapRule.EXCLUDED, (face, channel) -> scores.isSparse(face, channel) ? 1 : 0);
    }

    /** The part of live maps whose strongest region touches no part, in [0, 1]. */
    public static WeightedStatistic offFaceRate(ChannelScores scores) {
        return mean(
                scores,
                DeadMapRule.EXCLUDED,
                (face, channel) -> scores.part(face, channel) == PartExplainability.NO_PART ? 1 : 0);
    }

    /** Location consistency LS: the mean of S over channels, in [0, ceiling]. */
    public static WeightedStatistic ls(ChannelScores scores, DeadMapRule dead) {
        return meanOverChannels(scores, dead, LocationConsistency::of);
    }

    /** LS without the share that chance adds on few faces. */
    public static WeightedStatistic lsUnbiased(ChannelScores scores) {
        return meanOverChannels(scores, DeadMapRule.EXCLUDED, LocationConsistency::unbiased);
    }

    /** The entropy variant of LS, in [0, 1]. */
    public static WeightedStatistic lsEntropy(ChannelScores scores) {
        return meanOverChannels(scores, DeadMapRule.EXCLUDED, LocationConsistency::entropy);
    }

    /**
     * How often each part fitted a channel's region best, over all faces once.
     *
     * @return one count a part
     */
    public static long[] visits(ChannelScores scores, int channel) {
        int[] once = new int[scores.faces()];
        Arrays.fill(once, 1);
        return visits(
                visited(scores, DeadMapRule.EXCLUDED, channel), scores.parts().size(), once);
    }

    /** S of each channel over all faces; NaN for a channel that found a part on fewer than {@link #MIN_VISITS}. */
    public static double[] lsOfChannels(ChannelScores scores) {
        double[] s = new double[scores.channels()];
        for (int c = 0; c < s.length; c++) {
            long[] visits = visits(scores, c);
            s[c] = total(visits) < MIN_VISITS ? Double.NaN : LocationConsistency.of(visits);
        }
        return s;
    }

    /** The mean best IoU of each channel over its live maps; NaN for a channel without any. */
    public static double[] peiOfChannels(ChannelScores scores) {
        return ofChannels(scores, scores::iou);
    }

    /** The mean number of peaks of each channel over its live maps; NaN for a channel without any. */
    public static double[] peaksOfChannels(ChannelScores scores, double rho) {
        int level = scores.level(rho);
        return ofChannels(scores, (face, channel) -> scores.peaks(face, channel, level));
    }

    /** How many channels are dead on every face. */
    public static int deadChannels(ChannelScores scores) {
        int dead = 0;
        for (int c = 0; c < scores.channels(); c++) {
            boolean alive = false;
            for (int face = 0; face < scores.faces() && !alive; face++) {
                alive = !scores.isDead(face, c);
            }
            dead += alive ? 0 : 1;
        }
        return dead;
    }

    @FunctionalInterface
    private interface MapValue {
        double of(int face, int channel);
    }

    @FunctionalInterface
    private interface VisitValue {
        double of(long[] visits);
    }

    /** A mean over maps: sums a face once, so that a resample only reweighs faces. */
    private static WeightedStatistic mean(ChannelScores scores, DeadMapRule dead, MapValue value) {
        double[] sums = new double[scores.faces()];
        int[] maps = new int[scores.faces()];
        for (int face = 0; face < sums.length; face++) {
            for (int c = 0; c < scores.channels(); c++) {
                if (dead == DeadMapRule.COUNTED || !scores.isDead(face, c)) {
                    sums[face] += value.of(face, c);
                    maps[face]++;
                }
            }
        }
        return counts -> {
            double sum = 0;
            double total = 0;
            for (int face = 0; face < counts.length; face++) {
                sum += counts[face] * sums[face];
                total += (double) counts[face] * maps[face];
            }
            return total == 0 ? Double.NaN : sum / total;
        };
    }

    private static WeightedStatistic meanOverChannels(ChannelScores scores, DeadMapRule dead, VisitValue value) {
        byte[][] visited = new byte[scores.channels()][];
        for (int c = 0; c < visited.length; c++) {
            visited[c] = visited(scores, dead, c);
        }
        int parts = scores.parts().size();
        return counts -> {
            double sum = 0;
            int channels = 0;
            for (byte[] channel : visited) {
                long[] visits = visits(channel, parts, counts);
                if (total(visits) >= MIN_VISITS) {
                    sum += value.of(visits);
                    channels++;
                }
            }
            return channels == 0 ? Double.NaN : sum / channels;
        };
    }

    private static double[] ofChannels(ChannelScores scores, MapValue value) {
        double[] means = new double[scores.channels()];
        for (int c = 0; c < means.length; c++) {
            double sum = 0;
            int maps = 0;
            for (int face = 0; face < scores.faces(); face++) {
                if (!scores.isDead(face, c)) {
                    sum += value.of(face, c);
                    maps++;
                }
            }
            means[c] = maps == 0 ? Double.NaN : sum / maps;
        }
        return means;
    }

    /** The part that a channel visits on each face; one more than the last part where it visits none. */
    private static byte[] visited(ChannelScores scores, DeadMapRule dead, int channel) {
        byte nowhere = (byte) scores.parts().size();
        byte[] visited = new byte[scores.faces()];
        for (int face = 0; face < visited.length; face++) {
            int part = scores.part(face, channel);
            visited[face] =
                    part != PartExplainability.NO_PART ? (byte) part : dead == DeadMapRule.COUNTED ? 0 : nowhere;
        }
        return visited;
    }

    private static long[] visits(byte[] visited, int parts, int[] counts) {
        // One place more takes the visits of nothing, without asking at each face.
        long[] visits = new long[parts + 1];
        for (int face = 0; face < counts.length; face++) {
            visits[visited[face]] += counts[face];
        }
        return Arrays.copyOf(visits, parts);
    }

    private static long total(long[] visits) {
        long total = 0;
        for (long visit : visits) {
            total += visit;
        }
        return total;
    }
}
