package dev.facet.interpret.maps;

/** Refuses NaN and infinity where a metric would silently turn them into a number. */
public final class Finite {
    private Finite() {}

    /**
     * Checks every value.
     *
     * @param values what to check
     * @param what how a message calls it, such as {@code "feature map of relu5_3"}
     * @return {@code values}
     * @throws IllegalArgumentException naming the first value that is NaN or infinite
     */
    public static float[] require(float[] values, String what) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(what + ": value " + i + " of " + values.length + " is " + values[i]
                        + "; a metric of it would mean nothing. Has training diverged? Look at the loss, lower the"
                        + " learning rate, or evaluate an earlier checkpoint.");
            }
        }
        return values;
    }

    /**
     * As {@link #require(float[], String)}, for doubles.
     *
     * @throws IllegalArgumentException naming the first value that is NaN or infinite
     */
    public static double[] require(double[] values, String what) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(what + ": value " + i + " of " + values.length + " is " + values[i]);
            }
        }
        return values;
    }
}
