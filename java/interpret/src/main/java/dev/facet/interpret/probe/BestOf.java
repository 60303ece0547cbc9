package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

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
        return units == null ? null : new Best(layer, units.best(), units.alone());
    }

    /**
     * Checks what was read.
     *
     * @param layers that were probed, by name
     * @throws IllegalArgumentException if a best one is in none of them, or is a unit that its layer lacks
     */
    void requireIn(Map<String, ProbedLayer> layers) {
        if (layer != null) {
            layerOf(layer, layers);
        }
        requireUnit("channel", channel, layers, ProbedLayer::channels);
        requireUnit("neuron", neuron, layers, ProbedLayer::features);
    }

    private void requireUnit(
            String what, Best best, Map<String, ProbedLayer> layers, ToIntFunction<ProbedLayer> count) {
        if (best == null) {
            return;
        }
        int units = count.applyAsInt(layerOf(best, layers));
        if (best.unit() == null || best.unit() < 0 || best.unit() >= units) {
            throw new IllegalArgumentException("the best " + what + " for " + label + " is number " + best.unit()
                    + " of the " + units + " in " + best.layer());
        }
    }

    private ProbedLayer layerOf(Best best, Map<String, ProbedLayer> layers) {
        ProbedLayer probed = layers.get(best.layer());
        if (probed == null) {
            throw new IllegalArgumentException(
                    "the best for " + label + " is in " + best.layer() + ", which is no layer that was probed");
        }
        return probed;
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
