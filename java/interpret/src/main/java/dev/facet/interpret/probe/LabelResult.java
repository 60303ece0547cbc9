package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import java.util.List;
import java.util.Map;

/**
 * What a layer tells of a label.
 *
 * @param label its name
 * @param shuffled whether its values were dealt anew among the pictures, for a control; units are not probed then
 * @param components of partial least squares that were found
 * @param explained share of the label's variance that they explain on the pictures fitted on
 * @param layer the whole layer
 * @param heads the whole layer with other classifiers, by their names; empty for numbers
 * @param neurons its most important neurons; null where the layer tells nothing of the label
 * @param channels its most important channels; null where the layer has no maps
 * @param vip how importance is spread
 * @param relation whether importance tells what neurons do; null if not asked for
 * @param warnings what the fits had to do
 */
public record LabelResult(
        String label,
        boolean shuffled,
        int components,
        double explained,
        ProbeScores layer,
        @OrNull Map<String, ProbeScores> heads,
        @OrNull UnitScores neurons,
        @OrNull UnitScores channels,
        VipSummary vip,
        @OrNull VipRelation relation,
        List<String> warnings) {
    public LabelResult {
        // Results of before layers were told by other classifiers have none.
        heads = heads == null ? Map.of() : heads;
    }
}
