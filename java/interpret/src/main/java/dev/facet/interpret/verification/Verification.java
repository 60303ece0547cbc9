package dev.facet.interpret.verification;

import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import dev.facet.interpret.stats.Student;
import java.util.Map;
import java.util.TreeMap;

/**
 * Same person or not, over folds: the threshold is learned on all other folds and tested on the one left out; the
 * accuracy is the mean over folds, never the best fold.
 */
public final class Verification {
    private static final double[] REPORTED_FAR = {0.1, 0.01, 0.001};

    private Verification() {}

    /**
     * Runs the protocol.
     *
     * @param pairs at least two folds, each with genuine and impostor pairs
     * @throws IllegalArgumentException if there is one fold only, or a fold of one kind only (see
     *     {@link PairDistances#stratified()})
     */
    public static VerificationResult evaluate(PairDistances pairs, ThresholdRule rule) {
        if (pairs.folds() < 2) {
            throw new IllegalArgumentException(
                    "verification needs at least two folds: a threshold is learned on some and tested on another");
        }
        pairs.requireBothKindsInEachFold();
        double[] accuracy = new double[pairs.folds()];
        double[] threshold = new double[pairs.folds()];
        for (int fold = 0; fold < accuracy.length; fold++) {
            threshold[fold] = rule.learn(pairs.part(fold, false));
            PairDistances test = pairs.part(fold, true);
            accuracy[fold] = (double) correct(test, threshold[fold]) / test.size();
        }
        Estimate mean = Student.mean(accuracy);
        Interval interval = mean.interval().orElseThrow().clipped(0, 1);
        RocCurve roc = RocCurve.of(pairs);
        Map<Double, Double> tarAtFar = new TreeMap<>();
        for (double far : REPORTED_FAR) {
            tarAtFar.put(far, roc.tarAtFar(far));
        }
        return new VerificationResult(
                Estimate.of(mean.value(), interval),
                accuracy,
                threshold,
                rule,
                pairs.size(),
                roc.auc(),
                roc.equalErrorRate(),
                tarAtFar);
    }

    /** How many pairs a threshold decides rightly. */
    static int correct(PairDistances pairs, double threshold) {
        int correct = 0;
        for (int i = 0; i < pairs.size(); i++) {
            correct += pairs.distance(i) < threshold == pairs.same(i) ? 1 : 0;
        }
        return correct;
    }
}
