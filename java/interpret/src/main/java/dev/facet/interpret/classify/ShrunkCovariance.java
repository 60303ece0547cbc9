package dev.facet.interpret.classify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The Cholesky factor of a covariance drawn towards a sphere, {@code (1 - g) S + g (tr S / d) I}, as far as asked and
 * then as far as needed (Friedman, Regularized Discriminant Analysis, Journal of the American Statistical Association 84,
 * 1989).
 */
final class ShrunkCovariance {
    /** No variance is taken to be below this part of the feature's scale: a dead unit is exact, its users are not. */
    private static final double LEAST_VARIANCE = 1e-6;

    private ShrunkCovariance() {}

    /**
     * Factors the shrunk covariance.
     *
     * @param name of whose covariance it is, for warnings
     * @param covariance {@code d * d}, of which the lower triangle is read
     * @param samples how many independent samples it was estimated from
     * @param scale the scale of each feature's variance, above 0
     * @param shrinkage g, in [0, 1]
     * @param warnings where to say that more was needed
     */
    static Cholesky factor(
            String name, double[] covariance, int samples, double[] scale, double shrinkage, List<String> warnings) {
        int d = scale.length;
        double g = shrinkage;
        // As if the sphere had been seen on d samples more.
        double forFewSamples = (double) d / (d + samples - 1);
        if (d > 1 && samples <= d && g < forFewSamples) {
            g = forFewSamples;
            warnings.add(String.format(
                    Locale.ROOT,
                    "%s: %d samples are too few for a covariance of %d features; shrunk by %.2g instead of %.2g.",
                    capital(name),
                    samples,
                    d,
                    g,
                    shrinkage));
        }
        Optional<Cholesky> factor = factor(covariance, scale, g);
        if (factor.isPresent()) {
            return factor.get();
        }
        while (factor.isEmpty()) {
            if (g >= 1) {
                throw new ArithmeticException(
                        "the variances of " + name + " cannot be computed with; scale the features");
            }
            g = Math.min(1, Math.max(1e-8, 10 * g));
            factor = factor(covariance, scale, g);
        }
        warnings.add(String.format(
                Locale.ROOT, "The covariance of %s is singular: shrunk by %.2g instead of %.2g.", name, g, shrinkage));
        return factor.get();
    }

    private static Optional<Cholesky> factor(double[] covariance, double[] scale, double g) {
        int d = scale.length;
        double trace = 0;
        for (int j = 0; j < d; j++) {
            trace += covariance[j * d + j];
        }
        double[] shrunk = covariance.clone();
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < j; k++) {
                shrunk[j * d + k] *= 1 - g;
            }
            double variance = (1 - g) * covariance[j * d + j] + g * trace / d;
            shrunk[j * d + j] = Math.max(variance, LEAST_VARIANCE * scale[j]);
        }
        return Cholesky.of(shrunk, d);
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
