package dev.facet.interpret.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Least squares with a ridge: minimises the sum of squared errors plus {@code ridge} times the sum of squared weights, over
 * features of unit variance. The intercept is free.
 *
 * @param ridge above 0; 1 is scikit-learn's default
 */
public record RidgeRegression(double ridge) {
    public RidgeRegression {
        requireRidge(ridge);
    }

    static void requireRidge(double ridge) {
        if (!(ridge > 0) || Double.isInfinite(ridge)) {
            throw new IllegalArgumentException("a ridge is above 0, not " + ridge + "; 1e-6 is as good as none");
        }
    }

    /**
     * Learns from samples.
     *
     * @param targets the value to predict for each sample, finite
     * @throws IllegalArgumentException if there is no sample, targets and samples differ in number, or a target is not
     *     finite
     */
    public Regressor fit(Samples samples, double... targets) {
        if (samples.rows() == 0 || targets.length != samples.rows()) {
            throw new IllegalArgumentException(targets.length + " targets for " + samples);
        }
        double mean = 0;
        for (int i = 0; i < targets.length; i++) {
            if (!Double.isFinite(targets[i])) {
                throw new IllegalArgumentException(
                        "the target of sample " + i + " is " + targets[i] + "; leave out samples without a label");
            }
            mean += targets[i] / targets.length;
        }
        List<String> warnings = new ArrayList<>();
        VaryingFeatures features = VaryingFeatures.of(samples, warnings);
        if (features.isEmpty()) {
            return new Regressor(features, null, null, mean, warnings);
        }
        Samples seen = features.of(samples);
        Standardisation standardisation = Standardisation.of(seen);
        double[] weights = weights(seen, standardisation, targets, mean);
        return new Regressor(features, standardisation, weights, mean, warnings);
    }

    private double[] weights(Samples samples, Standardisation standardisation, double[] targets, double mean) {
        int d = samples.columns();
        double[] products = new double[d * d];
        double[] weights = new double[d];
        double[] features = new double[d];
        for (int row = 0; row < samples.rows(); row++) {
            standardisation.apply(samples, row, features);
            for (int j = 0; j < d; j++) {
                weights[j] += features[j] * (targets[row] - mean);
                for (int k = 0; k <= j; k++) {
                    products[j * d + k] += features[j] * features[k];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            products[j * d + j] += ridge;
        }
        Cholesky.of(products, d)
                .orElseThrow(() -> new ArithmeticException("a ridge of " + ridge + " is too small for features that"
                        + " depend on each other; 1e-6 a sample will do"))
                .solve(weights);
        return weights;
    }
}
