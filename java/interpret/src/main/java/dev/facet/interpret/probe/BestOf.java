package dev.facet.interpret.probe;

import java.util.List;
import java.util.function.Function;

/**
 * The best layer, channel and neuron of a network for a label, chosen on the validation pictures.
 *
 * @param label which
 * @param layer the layer, as a whole; null if none was measured
 * @param channel the channel by itself; null if no layer has maps
 * @param neuron the neuron by itself
 */
public record BestOf(
        String label,
        @OrNull Best layer,
        @OrNull Best channel,
        @OrNull Best neuron) {

    /**
     * A best one.
     *
     * @param layer where
     * @param unit which channel or neuron; null for whole layers
     * @param scores what it is worth
     */
    public record Best(String layer, @OrNull Integer unit, ProbeScores scores) {}

    static BestOf of(String label, List<LayerResult> layers) {
        return new BestOf(
                label,
                best(label, layers, (layer, of) -> new Best(layer, null, of.layer())),
                best(label, layers, (layer, of) -> unit(layer, of, LabelResult::channels)),
                best(label, layers, (layer, of) -> unit(layer, of, LabelResult::neurons)));
    }

    private static Best unit(String layer, LabelResult of, Function<LabelResult, UnitScores> which) {
        UnitScores units = which.apply(of);
        return units == null || units.alone() == null ? null : new Best(layer, units.best(), units.alone());
    }

    private interface Candidate {
        Best of(String layer, LabelResult result);
    }

    private static Best best(String label, List<LayerResult> layers, Candidate candidate) {
        Best best = null;
        for (LayerResult layer : layers) {
            for (LabelResult result : layer.labels()) {
                Best next = result.label().equals(label)
                        ? candidate.of(layer.layer().name(), result)
                        : null;
                if (next != null && (best == null || value(next) > value(best))) {
                    best = next;
                }
            }
        }
        return best;
    }

    private static double value(Best best) {
        double value = best.scores().validation().primary();
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }
}
