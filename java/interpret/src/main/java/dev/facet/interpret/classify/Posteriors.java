package dev.facet.interpret.classify;

/** Probabilities as logarithms. */
final class Posteriors {
    private Posteriors() {}

    /** Shifts logarithms in place so that their exponentials sum to 1. */
    static void normalise(double[] logs) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double v : logs) {
            greatest = Math.max(greatest, v);
        }
        double sum = 0;
        for (double v : logs) {
            sum += Math.exp(v - greatest);
        }
        double log = Math.log(sum);
        for (int k = 0; k < logs.length; k++) {
            // In this order, since beside a large value the logarithm of the sum would be lost.
            logs[k] = logs[k] - greatest - log;
        }
    }
}
