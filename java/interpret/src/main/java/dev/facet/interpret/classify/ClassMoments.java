package dev.facet.interpret.classify;

/**
 * Counts, means and scatter of each class of labelled samples, and the scale of each feature's
 * variance. Two passes over the samples, so that large means cost no digits.
 */
final class ClassMoments {
    final int features;
    final int[] counts;
    /** One row a class. */
    final double[][] means;
    /** Per class the sums of products of deviations from its mean, {@code features * features}, row-major. */
    final double[][] scatter;
    /**
     * Per feature the variance within classes, or, where there is none, that of all samples: the scale on which a
     * variance is small.
     */
    final double[] scale;

    private ClassMoments(int[] counts, double[][] means, double[][] scatter, double[] scale) {
        this.features = scale.length;
        this.counts = counts;
        this.means = means;
        this.scatter = scatter;
        this.scale = scale;
    }

    /**
     * The moments of labelled samples.
     *
     * @param counts from {@link Labels#counts}
     */
    static ClassMoments of(Samples samples, int[] labels, int[] counts) {
        int d = samples.columns();
        double[][] means = means(samples, labels, counts);
        double[][] scatter = new double[counts.length][d * d];
        double[] deviation = new double[d];
        for (int row = 0; row < samples.rows(); row++) {
            double[] mean = means[labels[row]];
            double[] sums = scatter[labels[row]];
            for (int j = 0; j < d; j++) {
                deviation[j] = samples.at(row, j) - mean[j];
                for (int k = 0; k <= j; k++) {
                    sums[j * d + k] += deviation[j] * deviation[k];
                }
            }
        }
        return new ClassMoments(counts, means, scatter, scale(samples, scatter));
    }

    private static double[][] means(Samples samples, int[] labels, int[] counts) {
        double[][] means = new double[counts.length][samples.columns()];
        for (int row = 0; row < samples.rows(); row++) {
            for (int j = 0; j < samples.columns(); j++) {
                means[labels[row]][j] += samples.at(row, j) / counts[labels[row]];
            }
        }
        return means;
    }

    private static double[] scale(Samples samples, double[][] scatter) {
        int d = samples.columns();
        double[] scale = new double[d];
        for (int j = 0; j < d; j++) {
            double within = 0;
            for (double[] sums : scatter) {
                within += sums[j * d + j];
            }
            Feature all = Feature.of(samples, j);
            // What rounding leaves of a constant is no variance.
            double pooled = within / Math.max(1, samples.rows() - scatter.length);
            scale[j] = pooled > 1e-24 * all.greatestSquare() ? pooled : all.variance();
        }
        return scale;
    }

    /** The unbiased covariance of one class, lower triangle; zero for a class of one sample. */
    double[] covariance(int k) {
        double[] covariance = scatter[k].clone();
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] /= Math.max(1, counts[k] - 1);
        }
        return covariance;
    }

    /** The unbiased covariance within classes, lower triangle. */
    double[] pooledCovariance() {
        int n = 0;
        double[] pooled = new double[features * features];
        for (int k = 0; k < counts.length; k++) {
            n += counts[k];
            for (int i = 0; i < pooled.length; i++) {
                pooled[i] += scatter[k][i];
            }
        }
        for (int i = 0; i < pooled.length; i++) {
            pooled[i] /= Math.max(1, n - counts.length);
        }
        return pooled;
    }

    /** One feature over all samples. */
    private record Feature(double greatestSquare, double variance) {
        static Feature of(Samples samples, int column) {
            double greatest = 0;
            double mean = 0;
            for (int row = 0; row < samples.rows(); row++) {
                double v = samples.at(row, column);
                greatest = Math.max(greatest, v * v);
                mean += v / samples.rows();
            }
            double squares = 0;
            for (int row = 0; row < samples.rows(); row++) {
                double deviation = samples.at(row, column) - mean;
                squares += deviation * deviation;
            }
            return new Feature(greatest, squares / Math.max(1, samples.rows() - 1));
        }
    }
}
