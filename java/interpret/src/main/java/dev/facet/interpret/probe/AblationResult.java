package dev.facet.interpret.probe;

import java.util.List;

/**
 * What zeroing a label's most important neurons of a layer did to the layers behind it: they were computed and probed anew.
 *
 * @param label whose neurons
 * @param layer in which
 * @param share of the layer's neurons that were zeroed
 * @param zeroed how many these are
 * @param later what later layers then tell of the label
 */
public record AblationResult(String label, String layer, double share, int zeroed, List<Later> later) {

    /**
     * A later layer.
     *
     * @param layer its name
     * @param intact scores in the untouched network
     * @param ablated scores after the neurons were zeroed
     */
    public record Later(String layer, ProbeScores intact, ProbeScores ablated) {}
}
