package dev.facet.interpret.probe;

import java.util.List;

/**
 * What a network tells of labels that it was trained to tell, on the pictures of a study: what probes are compared with.
 *
 * @param network what it is called, usually its file
 * @param seen as in {@link NetworkResult#seen}
 * @param labels those of the study that it tells
 */
public record BaselineResult(String network, @OrNull Boolean seen, List<Told> labels) {

    /**
     * A label.
     *
     * @param label its name
     * @param threshold from which on a score means yes: the one that does best on the balanced validation pictures, as a probe, too,
     *     takes classes for equally common
     * @param scores with this threshold
     * @param asTrained on the test pictures, with the threshold 0 that the network was trained for
     */
    public record Told(String label, double threshold, ProbeScores scores, SetScores asTrained) {}
}
