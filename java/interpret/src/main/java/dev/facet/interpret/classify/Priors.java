package dev.facet.interpret.classify;

import java.util.Arrays;

/** How likely a classifier takes each class to be before it has seen the features. */
public enum Priors {
    /**
     * All alike, whatever the training set holds: what a probe wants, since it asks what features say and not how common
     * a class is. A weighted fit counts every class as much as the others.
     */
    EQUAL,
    /** As in the training set. */
    EMPIRICAL;

    /** The probabilities, one a class, which sum to 1. */
    double[] of(int[] counts) {
        double[] priors = new double[counts.length];
        if (this == EQUAL) {
            Arrays.fill(priors, 1.0 / counts.length);
        } else {
            double total = Arrays.stream(counts).sum();
            Arrays.setAll(priors, k -> counts[k] / total);
        }
        return priors;
    }
}
