package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/** Comparison of arrays, and values to compare with. */
final class Closeness {
    /** Sums of values around 1 that cancel are not exact below this. */
    private static final double SMALL = 0.01;

    private Closeness() {}

    /** All values agree to {@code tolerance} of their magnitude, or of the array's root mean square where that is larger. */
    static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double squares = 0;
        for (float value : expected) {
            squares += (double) value * value;
        }
        double typical = Math.sqrt(squares / expected.length);
        for (int i = 0; i < expected.length; i++) {
            if (Float.compare(actual[i], expected[i]) == 0) {
                continue;
            }
            double scale = Math.max(Math.max(Math.abs(expected[i]), typical), SMALL);
            double error = Math.abs(actual[i] - expected[i]) / scale;
            // NaN is not within any tolerance, and no later difference may hide it.
            if (!(error <= tolerance)) {
                throw new AssertionError(what + ": relative error " + error + " at " + i + ", " + actual[i] + " for "
                        + expected[i] + "; " + tolerance + " is allowed");
            }
        }
    }

    /** Uniform values in [-1, 1). */
    static float[] random(long seed, long count) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
