package dev.facet.interpret.classify;

import java.util.List;

/** Bayes' rule with a normal distribution for each class. */
final class GaussianClassifier implements Classifier {
    private final VaryingFeatures features;
    private final double[] logPriors;
    private final double[][] means;
    private final Cholesky[] covariances;
    private final List<String> warnings;

    /**
     * A classifier.
     *
     * @param means per class, over the varying features
     * @param covariances per class, likewise
     */
    GaussianClassifier(
            VaryingFeatures features,
            double[] priors,
            double[][] means,
            Cholesky[] covariances,
            List<String> warnings) {
        this.features = features;
        this.logPriors = new double[priors.length];
        for (int k = 0; k < priors.length; k++) {
            logPriors[k] = Math.log(priors[k]);
        }
        this.means = means;
        this.covariances = covariances;
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public int classes() {
        return logPriors.length;
    }

    @Override
    public int features() {
        return features.features();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public double[][] logPosteriors(Samples samples) {
        double[][] logs = new double[samples.rows()][];
        Samples seen = features.of(samples);
        double[] deviation = new double[seen.columns()];
        for (int row = 0; row < logs.length; row++) {
            logs[row] = logPriors.clone();
            addLogDensities(seen, row, deviation, logs[row]);
            Posteriors.normalise(logs[row]);
        }
        return logs;
    }

    private void addLogDensities(Samples seen, int row, double[] deviation, double[] logs) {
        for (int k = 0; k < logs.length; k++) {
            for (int j = 0; j < deviation.length; j++) {
                deviation[j] = seen.at(row, j) - means[k][j];
            }
            logs[k] -= 0.5 * (covariances[k].logDeterminant() + covariances[k].squaredDistance(deviation));
        }
    }
}
