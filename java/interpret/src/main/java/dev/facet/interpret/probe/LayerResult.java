package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import java.util.List;

/**
 * What a layer tells.
 *
 * @param layer which
 * @param storage how its features were had: {@code memory}, {@code file} or {@code recompute}
 * @param seconds it took, its share of the forward pass not counted
 * @param constantNeurons neurons with one value on all pictures that were fitted on
 * @param failure why the layer could not be probed; null if it was
 * @param labels in the study's order; without those that were skipped
 */
public record LayerResult(
        ProbedLayer layer,
        String storage,
        double seconds,
        int constantNeurons,
        @OrNull String failure,
        List<LabelResult> labels) {

    /** This with the results of shuffled labels alone, or of the labels themselves. */
    LayerResult ofLabels(boolean shuffled) {
        return new LayerResult(
                layer,
                storage,
                seconds,
                constantNeurons,
                failure,
                labels.stream().filter(result -> result.shuffled() == shuffled).toList());
    }

    static LayerResult failed(ProbedLayer layer, String storage, String why) {
        return new LayerResult(layer, storage, 0, 0, why, List.of());
    }
}
