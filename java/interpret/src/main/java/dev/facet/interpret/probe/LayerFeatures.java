package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;

/**
 * The features of a layer.
 *
 * @param layer which
 * @param storage how they are had
 * @param train of the pictures that are fitted on
 * @param judged of those that are judged
 */
record LayerFeatures(ProbedLayer layer, Storage storage, FeatureRows train, FeatureRows judged) {

    /** The same features of some neurons alone, in memory. */
    MemoryRows trainColumns(int... neurons) {
        return ColumnCopy.of(train, neurons);
    }

    /** As {@link #trainColumns}, of the pictures that are judged. */
    MemoryRows judgedColumns(int... neurons) {
        return ColumnCopy.of(judged, neurons);
    }
}
