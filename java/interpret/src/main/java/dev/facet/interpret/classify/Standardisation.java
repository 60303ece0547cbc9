package dev.facet.interpret.classify;

/** Features brought to mean 0 and variance 1, so that one ridge fits them all. */
final class Standardisation {
    private final double[] means;
    private final double[] deviations;

    private Standardisation(double[] means, double[] deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /** From samples whose features vary. */
    static Standardisation of(Samples samples) {
        int d = samples.columns();
        double[] means = new double[d];
        double[] deviations = new double[d];
        for (int j = 0; j < d; j++) {
            for (int row = 0; row < samples.rows(); row++) {
                means[j] += samples.at(row, j) / samples.rows();
            }
            double squares = 0;
            for (int row = 0; row < samples.rows(); row++) {
                double deviation = samples.at(row, j) - means[j];
                squares += deviation * deviation;
            }
            deviations[j] = Math.sqrt(squares / samples.rows());
        }
        return new Standardisation(means, deviations);
    }

    int features() {
        return means.length;
    }

    /** Writes a sample's standardised features to the start of {@code out}. */
    void apply(Samples samples, int row, double[] out) {
        for (int j = 0; j < means.length; j++) {
            out[j] = (samples.at(row, j) - means[j]) / deviations[j];
        }
    }
}
