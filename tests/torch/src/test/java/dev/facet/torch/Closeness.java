package dev.facet.torch;

import java.util.Locale;

/** Compares Facet's numbers with libtorch's. */
final class Closeness {
    private Closeness() {}

    /** Fails unless |actual − expected| ≤ tolerance · (1 + the largest |expected|) for every element. */
    static void check(String what, double[] expected, double[] actual, double tolerance) {
        if (expected.length != actual.length) {
            throw new AssertionError(what + ": " + actual.length + " values, libtorch has " + expected.length);
        }
        double largest = 0;
        for (double v : expected) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= tolerance * (1 + largest))) {
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "%s: element %d is %.9g, libtorch says %.9g (largest %.3g, tolerance %.1g)",
                        what,
                        i,
                        actual[i],
                        expected[i],
                        largest,
                        tolerance));
            }
        }
    }
}
