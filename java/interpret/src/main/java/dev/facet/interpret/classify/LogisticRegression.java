package dev.facet.interpret.classify;

import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression, multinomial for more than two classes, with a ridge: minimises the sum of the samples' cross-entropy
 * plus {@code ridge / 2} times the sum of squared weights, over features of unit variance, by Newton's method (iteratively
 * reweighted least squares). The intercepts are free.
 *
 * @param priors whether every class counts as much as the others, or every sample
 * @param ridge above 0; 1 is scikit-learn's default
 */
public record LogisticRegression(Priors priors, double ridge) implements ClassifierMethod {
    public LogisticRegression {
        RidgeRegression.requireRidge(ridge);
    }

    /** Classes counting alike, and a ridge of 1. */
    public static LogisticRegression withEqualPriors() {
        return new LogisticRegression(Priors.EQUAL, 1);
    }

    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public Classifier fit(Samples samples, int[] labels, int classes) {
        return VaryingFit.of(samples, labels, classes, priors, (features, seen, counts, warnings) -> {
            Standardisation standardisation = Standardisation.of(seen);
            double[] perClass = priors.of(counts);
            double[] weights = new double[seen.rows()];
            // n pi_k / n_k: 1 for every sample with empirical priors.
            Arrays.setAll(weights, i -> perClass[labels[i]] * seen.rows() / counts[labels[i]]);
            double[] parameters =
                    new SoftmaxNewton(seen, standardisation, labels, weights, classes, ridge).minimise(warnings);
            return new SoftmaxClassifier(classes, features, standardisation, parameters, List.copyOf(warnings));
        });
    }
}
