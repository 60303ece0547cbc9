package dev.facet.interpret.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which channels to show, by rules that leave no room for picking pretty ones. */
public final class ChannelChoice {
    private ChannelChoice() {}

    /**
     * Channels spread evenly from the most to the least consistent, both ends included. Channels that found a part too
     * rarely for a consistency are passed over, unless no channel found one.
     *
     * @param count how many, all if there are fewer
     */
    public static int[] spread(ChannelScores scores, int count) {
        double[] consistency = ChannelStatistics.lsOfChannels(scores);
        int[] all = ranked(scores);
        int[] live =
                IntStream.of(all).filter(c -> !Double.isNaN(consistency[c])).toArray();
        int[] ranked = live.length == 0 ? all : live;
        if (count >= ranked.length) {
            return ranked;
        }
        return IntStream.range(0, count)
                .map(i -> count == 1
                        ? ranked[0]
                        : ranked[(int) Math.round((double) i * (ranked.length - 1) / (count - 1))])
                .toArray();
    }

    /**
     * For each part the most consistent of the channels that keep to it, then the most consistent others, until there
     * are {@code count}.
     */
    public static int[] mostConsistent(ChannelScores scores, int count) {
        int[] ranked = ranked(scores);
        List<Integer> firstOfPart = new ArrayList<>();
        Set<Integer> parts = new LinkedHashSet<>();
        for (int channel : ranked) {
            int part = favouritePart(scores, channel);
            if (part != PartExplainability.NO_PART && parts.add(part)) {
                firstOfPart.add(channel);
            }
        }
        Set<Integer> chosen = new LinkedHashSet<>(firstOfPart);
        IntStream.of(ranked).forEach(chosen::add);
        return chosen.stream().limit(count).mapToInt(Integer::intValue).toArray();
    }

    /** The part that fitted a channel's region most often; {@link PartExplainability#NO_PART} if none ever did. */
    public static int favouritePart(ChannelScores scores, int channel) {
        long[] visits = ChannelStatistics.visits(scores, channel);
        int best = PartExplainability.NO_PART;
        long most = 0;
        for (int part = 0; part < visits.length; part++) {
            if (visits[part] > most) {
                most = visits[part];
                best = part;
            }
        }
        return best;
    }

    private static int[] ranked(ChannelScores scores) {
        double[] consistency = ChannelStatistics.lsOfChannels(scores);
        return IntStream.range(0, consistency.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> Double.isNaN(consistency[c]) ? 1 : -consistency[c])
                        .thenComparingInt(c -> c))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
