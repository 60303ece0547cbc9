package dev.facet.interpret.probe;

import dev.facet.interpret.stats.Estimate;
import java.util.Map;

/**
 * What predictions on a set of pictures are worth.
 *
 * @param samples how many pictures
 * @param metrics by the key of the metric: {@code accuracy}, {@code balanced_accuracy}, {@code auc} of classes; {@code r_squared},
 *     {@code pearson}, {@code spearman} of numbers
 */
public record SetScores(int samples, Map<String, Estimate> metrics) {

    /** The metric that layers and units are chosen by: accuracy, or R² of numbers; NaN where it could not be measured. */
    public double primary() {
        Estimate accuracy = metrics.get("accuracy");
        return (accuracy == null ? metrics.get("r_squared") : accuracy).value();
    }
}
