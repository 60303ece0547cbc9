package dev.facet.integration.golden;

import java.util.Locale;

/** Compares computed with golden numbers. */
final class Closeness {
    private Closeness() {}

    /**
     * Fails unless |actual − golden| ≤ tolerance · (scale + |golden|) for every element; NaN equals NaN only.
     *
     * @param scale magnitude below which errors count as absolute, for example 1, or the tensor's largest value
     */
    static void check(String what, double[] golden, double[] actual, double tolerance, double scale) {
        if (golden.length != actual.length) {
            throw new AssertionError(
                    what + ": " + actual.length + " values, golden has " + golden.length + GoldenFile.REGENERATE);
        }
        int wrong = 0;
        int worst = -1;
        double worstExcess = 0;
        for (int i = 0; i < golden.length; i++) {
            boolean bothNaN = Double.isNaN(golden[i]) && Double.isNaN(actual[i]);
            boolean same = bothNaN || golden[i] == actual[i];
            double excess = same ? 0 : Math.abs(actual[i] - golden[i]) / (tolerance * (scale + Math.abs(golden[i])));
            if (!(excess <= 1)) {
                wrong++;
                if (worst < 0 || excess > worstExcess) {
                    worst = i;
                    worstExcess = excess;
                }
            }
        }
        if (wrong > 0) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s: %d of %d values differ from PyTorch; worst: element %d of the kept ones is %.9g, golden %.9g (%.3g times the"
                            + " tolerance %.1g)",
                    what,
                    wrong,
                    golden.length,
                    worst,
                    actual[worst],
                    golden[worst],
                    worstExcess,
                    tolerance));
        }
    }

    /** The largest magnitude. */
    static double largest(double[] values) {
        double largest = 0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }
}
