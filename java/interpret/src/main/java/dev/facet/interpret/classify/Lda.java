package dev.facet.interpret.classify;

import java.util.Arrays;

/**
 * Linear discriminant analysis: each class a normal distribution about its own mean, with the covariance within classes
 * for all, shrunk as in {@link Qda}.
 *
 * @param priors how likely each class is beforehand
 * @param shrinkage g, in [0, 1]
 */
public record Lda(Priors priors, double shrinkage) implements ClassifierMethod {
    public Lda {
        Qda.requireShrinkage(shrinkage);
    }

    /** Equal priors and little shrinkage. */
    public static Lda withEqualPriors() {
        return new Lda(Priors.EQUAL, Qda.DEFAULT_SHRINKAGE);
    }

    @Override
    public String name() {
        return "lda";
    }

    @Override
    public Classifier fit(Samples samples, int[] labels, int classes) {
        return VaryingFit.of(samples, labels, classes, priors, (features, seen, counts, warnings) -> {
            ClassMoments moments = ClassMoments.of(seen, labels, counts);
            // Each class mean takes one sample's freedom; one more is what a covariance has from its own mean.
            int free = seen.rows() - classes + 1;
            Cholesky[] covariances = new Cholesky[classes];
            Arrays.fill(
                    covariances,
                    ShrunkCovariance.factor(
                            "all classes", moments.pooledCovariance(), free, moments.scale, shrinkage, warnings));
            return new GaussianClassifier(features, priors.of(counts), moments.means, covariances, warnings);
        });
    }
}
