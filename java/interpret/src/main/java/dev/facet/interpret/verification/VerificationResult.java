package dev.facet.interpret.verification;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.RunningMoments;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The outcome of a verification protocol. Immutable. */
public final class VerificationResult {
    private final Estimate accuracy;
    private final double[] foldAccuracy;
    private final double[] foldThreshold;
    private final ThresholdRule rule;
    private final int pairs;
    private final double auc;
    private final double equalErrorRate;
    private final Map<Double, Double> tarAtFar;

    VerificationResult(
            Estimate accuracy,
            double[] foldAccuracy,
            double[] foldThreshold,
            ThresholdRule rule,
            int pairs,
            double auc,
            double equalErrorRate,
            Map<Double, Double> tarAtFar) {
        this.accuracy = accuracy;
        this.foldAccuracy = foldAccuracy;
        this.foldThreshold = foldThreshold;
        this.rule = rule;
        this.pairs = pairs;
        this.auc = auc;
        this.equalErrorRate = equalErrorRate;
        this.tarAtFar = Collections.unmodifiableMap(new TreeMap<>(tarAtFar));
    }

    /** The mean accuracy over folds, with a Student interval over folds. */
    public Estimate accuracy() {
        return accuracy;
    }

    /** The accuracy on each fold with the threshold of the others. */
    public double[] foldAccuracy() {
        return foldAccuracy.clone();
    }

    /** The threshold used for each fold, on the squared distance. */
    public double[] foldThreshold() {
        return foldThreshold.clone();
    }

    /**
     * The standard deviation over folds: unbiased for {@link ThresholdRule#EXACT}, of the folds themselves for
     * {@link ThresholdRule#INSIGHTFACE_GRID}, as that protocol prints it.
     */
    public double standardDeviation() {
        RunningMoments moments = new RunningMoments();
        for (double a : foldAccuracy) {
            moments.add(a);
        }
        return rule == ThresholdRule.EXACT ? moments.standardDeviation() : Math.sqrt(moments.populationVariance());
    }

    public ThresholdRule rule() {
        return rule;
    }

    /** The number of pairs. */
    public int pairs() {
        return pairs;
    }

    /** The area under the ROC curve of all pairs. */
    public double auc() {
        return auc;
    }

    /** The equal error rate of all pairs. */
    public double equalErrorRate() {
        return equalErrorRate;
    }

    /** True accept rates by false accept rate; NaN where there are too few impostor pairs to see the rate. */
    public Map<Double, Double> tarAtFar() {
        return tarAtFar;
    }

    /** All of it; what could not be measured is null. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("accuracy", accuracy.toJson());
        json.addProperty("standard_deviation", standardDeviation());
        json.add("fold_accuracy", array(foldAccuracy));
        json.add("fold_threshold", array(foldThreshold));
        json.addProperty("threshold_rule", rule == ThresholdRule.EXACT ? "exact" : "insightface_grid");
        json.addProperty("folds", foldAccuracy.length);
        json.addProperty("pairs", pairs);
        json.addProperty("auc", auc);
        json.addProperty("equal_error_rate", equalErrorRate);
        JsonObject rates = new JsonObject();
        tarAtFar.forEach((far, tar) -> {
            if (tar.isNaN()) {
                rates.add(far.toString(), JsonNull.INSTANCE);
            } else {
                rates.addProperty(far.toString(), tar);
            }
        });
        json.add("tar_at_far", rates);
        return json;
    }

    private static JsonArray array(double[] values) {
        JsonArray array = new JsonArray();
        for (double v : values) {
            array.add(v);
        }
        return array;
    }
}
