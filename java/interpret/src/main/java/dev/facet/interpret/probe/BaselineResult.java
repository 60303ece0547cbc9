package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import dev.facet.interpret.stats.Estimate;
import java.util.List;
import java.util.Optional;

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
     * @param scores with this threshold, on the test pictures too
     * @param asTrained on the test pictures, with the threshold 0 that the network was trained for
     */
    public record Told(String label, double threshold, ProbeScores scores, SetScores asTrained) {
        public Told {
            if (scores.test() == null) {
                throw new IllegalArgumentException(
                        "what was trained to tell " + label + " has no scores of test pictures");
            }
        }

        /** A metric of the test pictures by its key; empty where it was not measured. */
        public Optional<Estimate> tested(String metric) {
            return Optional.ofNullable(scores.test().metrics().get(metric)).filter(Estimate::isMeasured);
        }
    }
}
