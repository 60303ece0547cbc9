package dev.facet.faces.internal;

/** Colour values rounded as {@link Math#round} rounds and clamped to a byte, in a few instructions. */
public final class EightBits {

    private EightBits() {}

    /** The nearest whole number, halves up, within 0 to 255; 0 for what is no number. */
    public static int of(float v) {
        int i = (int) (v + 0.5f);
        // The sum of a half and the number just below a half rounds up to 1.
        return Math.max(0, Math.min(255, i - v > 0.5f ? i - 1 : i));
    }

    /** As {@link #of(float)}. */
    public static int of(double v) {
        int i = (int) (v + 0.5);
        return Math.max(0, Math.min(255, i - v > 0.5 ? i - 1 : i));
    }
}
