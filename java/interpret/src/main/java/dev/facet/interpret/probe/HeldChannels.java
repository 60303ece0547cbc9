package dev.facet.interpret.probe;

import java.util.Arrays;

/** Some channels' features in memory: where the whole layer is there, views of it. */
final class HeldChannels {
    private final ProbedLayer layer;
    // The neurons held, ascending; null for all.
    private final int[] neurons;
    private final MemoryRows train;
    private final MemoryRows judged;

    HeldChannels(LayerFeatures features, int... channels) {
        this.layer = features.layer();
        if (isResident(features)) {
            this.neurons = null;
            this.train = (MemoryRows) features.train();
            this.judged = (MemoryRows) features.judged();
        } else {
            this.neurons = neuronsOf(channels);
            this.train = features.trainColumns(neurons);
            this.judged = features.judgedColumns(neurons);
        }
    }

    static boolean isResident(LayerFeatures features) {
        return features.train() instanceof MemoryRows && features.judged() instanceof MemoryRows;
    }

    private int[] neuronsOf(int... channels) {
        return UnitRanking.union(
                Arrays.stream(channels).mapToObj(layer::neuronsOf).toList());
    }

    /** A copy of some channels' features of some of the pictures that are fitted on. */
    MemoryRows train(int[] rows, int... channels) {
        return train.copy(rows, columns(channels));
    }

    /** As {@link #train}, of the pictures that are judged. */
    MemoryRows judged(int[] rows, int... channels) {
        return judged.copy(rows, columns(channels));
    }

    private int[] columns(int... channels) {
        int[] wanted = neuronsOf(channels);
        return neurons == null
                ? wanted
                : Arrays.stream(wanted)
                        .map(j -> Arrays.binarySearch(neurons, j))
                        .toArray();
    }
}
