package dev.facet.faces;

/** Where the parts are among the 68 points of iBUG 300-W (0-based, first index inclusive, last exclusive). */
public final class Landmarks68 {

    /** Number of points. */
    public static final int COUNT = 68;

    /** Jaw line from the picture's left to its right, chin at 8. */
    public static final int JAW = 0;

    /** Brow on the picture's left, outer end first. */
    public static final int LEFT_BROW = 17;

    /** Brow on the picture's right, inner end first. */
    public static final int RIGHT_BROW = 22;

    /** Bridge of the nose, four points downwards. */
    public static final int NOSE_BRIDGE = 27;

    /** Lower border of the nose, five points from left to right. */
    public static final int NOSE_BASE = 31;

    /** Eye on the picture's left, from its outer corner over the upper lid. */
    public static final int LEFT_EYE = 36;

    /** Eye on the picture's right, from its inner corner over the upper lid. */
    public static final int RIGHT_EYE = 42;

    /** Outer border of the lips, twelve points from the left corner over the upper lip. */
    public static final int OUTER_LIPS = 48;

    /** Inner border of the lips, eight points from the left corner over the upper lip. */
    public static final int INNER_LIPS = 60;

    private Landmarks68() {}

    /** Mean of the points {@code first} to {@code last - 1}. */
    public static double[] mean(float[] xy, int first, int last) {
        double x = 0;
        double y = 0;
        for (int i = first; i < last; i++) {
            x += xy[2 * i];
            y += xy[2 * i + 1];
        }
        return new double[] {x / (last - first), y / (last - first)};
    }

    /** Distance between the centres of the eyes in pixels. */
    public static double interocularDistance(float[] xy) {
        double[] left = mean(xy, LEFT_EYE, RIGHT_EYE);
        double[] right = mean(xy, RIGHT_EYE, OUTER_LIPS);
        return Math.hypot(right[0] - left[0], right[1] - left[1]);
    }
}
