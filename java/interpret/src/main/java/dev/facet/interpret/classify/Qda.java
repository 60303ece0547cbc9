package dev.facet.interpret.classify;

/**
 * Quadratic discriminant analysis: each class a normal distribution with a covariance of its own,
 * {@code S_k = (1 - g) S_k + g (tr S_k / d) I} from the unbiased sample covariance.
 *
 * <p>A class with fewer samples than features needs, or whose features depend on each other, is shrunk further, with a
 * warning. Features with one value throughout are left out. A feature with next to no variance in a class, such as a unit
 * that is dead on all faces without glasses, keeps a millionth of its variance within classes.
 *
 * @param priors how likely each class is beforehand
 * @param shrinkage g, in [0, 1]
 */
public record Qda(Priors priors, double shrinkage) implements ClassifierMethod {
    /** The shrinkage of {@link #withEqualPriors()}. */
    public static final double DEFAULT_SHRINKAGE = 1e-4;

    public Qda {
        requireShrinkage(shrinkage);
    }

    /** Equal priors and little shrinkage. */
    public static Qda withEqualPriors() {
        return new Qda(Priors.EQUAL, DEFAULT_SHRINKAGE);
    }

    static void requireShrinkage(double shrinkage) {
        if (!(shrinkage >= 0 && shrinkage <= 1)) {
            throw new IllegalArgumentException("shrinkage is in [0, 1], not " + shrinkage);
        }
    }

    @Override
    public String name() {
        return "qda";
    }

    @Override
    public Classifier fit(Samples samples, int[] labels, int classes) {
        return VaryingFit.of(samples, labels, classes, priors, (features, seen, counts, warnings) -> {
            ClassMoments moments = ClassMoments.of(seen, labels, counts);
            Cholesky[] covariances = new Cholesky[classes];
            for (int k = 0; k < classes; k++) {
                covariances[k] = ShrunkCovariance.factor(
                        "class " + k, moments.covariance(k), counts[k], moments.scale, shrinkage, warnings);
            }
            return new GaussianClassifier(features, priors.of(counts), moments.means, covariances, warnings);
        });
    }
}
