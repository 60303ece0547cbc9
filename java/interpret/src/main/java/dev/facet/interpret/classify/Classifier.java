package dev.facet.interpret.classify;

import java.util.List;

/** A fitted classifier; immutable, and safe to ask from several threads. */
public interface Classifier {
    /** How many classes it tells apart. */
    int classes();

    /** How many features it looks at. */
    int features();

    /**
     * The natural logarithm of each class's probability given the features.
     *
     * @return one row a sample, one column a class; the exponentials of a row sum to 1
     * @throws IllegalArgumentException if the samples have other features than it was fitted on
     */
    double[][] logPosteriors(Samples samples);

    /** What was done to make the fit possible, in whole sentences; empty for a plain fit. */
    List<String> warnings();

    /** The likeliest class of each sample, 0 to {@code classes() - 1}; of equal ones the first. */
    default int[] predict(Samples samples) {
        double[][] posteriors = logPosteriors(samples);
        int[] predicted = new int[posteriors.length];
        for (int row = 0; row < predicted.length; row++) {
            predicted[row] = likeliest(posteriors[row]);
        }
        return predicted;
    }

    /** The first of the greatest values. */
    static int likeliest(double[] logPosterior) {
        int best = 0;
        for (int k = 1; k < logPosterior.length; k++) {
            if (logPosterior[k] > logPosterior[best]) {
                best = k;
            }
        }
        return best;
    }
}
