package dev.facet.faces.internal;

/** Colour values rounded as {@link Math#round} rounds and clamped to a byte, in a few instructions. */
public final class EightBits {
    // The greatest numbers below a half. A half itself would lift the number just below a half to 1; with these the sum
    // of k + 0.5 is still rounded to k + 1, for every k of a byte, and that of anything below it is not.
    private static final float NEARLY_HALF_F = 0.49999997f;
    private static final double NEARLY_HALF = 0.49999999999999994;

    private EightBits() {}

    /** The nearest whole number, halves up, within 0 to 255; 0 for what is no number. */
    public static int of(float v) {
        return Math.max(0, Math.min(255, (int) (v + NEARLY_HALF_F)));
    }

    /** As {@link #of(float)}. */
    public static int of(double v) {
        return Math.max(0, Math.min(255, (int) (v + NEARLY_HALF)));
    }
}
