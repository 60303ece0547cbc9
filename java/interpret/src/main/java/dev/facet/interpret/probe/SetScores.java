package dev.facet.interpret.probe;

import dev.facet.interpret.classify.Metric;
import dev.facet.interpret.classify.PredictionScores;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What predictions on a set of pictures are worth.
 *
 * @param samples how many pictures
 * @param metrics by the key of the metric: {@code accuracy}, {@code balanced_accuracy}, {@code auc} of classes; {@code r_squared},
 *     {@code pearson}, {@code spearman} of numbers
 */
public record SetScores(int samples, Map<String, Estimate> metrics) {
    public SetScores {
        if (!metrics.containsKey("accuracy") && !metrics.containsKey("r_squared")) {
            throw new IllegalArgumentException("scores by neither accuracy nor r_squared: " + metrics.keySet());
        }
    }

    /** Scores of which accuracy alone has an interval. */
    static SetScores brief(PredictionScores scores) {
        return of(scores, metric -> Estimate.withoutInterval(scores.value(metric)));
    }

    /** Scores that all have intervals. */
    static SetScores full(PredictionScores scores, Bootstrap bootstrap) {
        return of(scores, metric -> scores.estimate(metric, bootstrap));
    }

    private static SetScores of(PredictionScores scores, Function<Metric, Estimate> others) {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        for (Metric metric : scores.metrics()) {
            metrics.put(metric.key(), metric == Metric.ACCURACY ? scores.accuracy() : others.apply(metric));
        }
        return new SetScores(scores.samples(), metrics);
    }

    /** The metric that layers and units are chosen by: accuracy, or R² of numbers; NaN where it could not be measured. */
    public double primary() {
        Estimate accuracy = metrics.get("accuracy");
        return (accuracy == null ? metrics.get("r_squared") : accuracy).value();
    }
}
