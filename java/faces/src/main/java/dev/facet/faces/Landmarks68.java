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

    /** Tip of the nose. */
    public static final int NOSE_TIP = 30;

    /** Lower border of the nose, five points from left to right. */
    public static final int NOSE_BASE = 31;

    /** Eye on the picture's left, from its outer corner over the upper lid. */
    public static final int LEFT_EYE = 36;

    /** Eye on the picture's right, from its inner corner over the upper lid. */
    public static final int RIGHT_EYE = 42;

    /** Outer corner of the eye on the picture's right. */
    public static final int RIGHT_OUTER_CORNER = 45;

    /** Outer border of the lips, twelve points from the left corner over the upper lip. */
    public static final int OUTER_LIPS = 48;

    /** Right corner of the mouth. */
    public static final int RIGHT_MOUTH_CORNER = 54;

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

    /**
     * Centres of the eyes, tip of the nose and corners of the mouth, see {@link LandmarkScheme#FIVE}.
     *
     * @param xy 136 values {@code x0, y0, ...}
     * @return 10 values, a new array
     */
    public static float[] toFive(float[] xy) {
        LandmarkScheme.IBUG68.require(xy);
        double[] left = mean(xy, LEFT_EYE, RIGHT_EYE);
        double[] right = mean(xy, RIGHT_EYE, OUTER_LIPS);
        int nose = 2 * NOSE_TIP;
        int leftCorner = 2 * OUTER_LIPS;
        int rightCorner = 2 * RIGHT_MOUTH_CORNER;
        return new float[] {
            (float) left[0],
            (float) left[1],
            (float) right[0],
            (float) right[1],
            xy[nose],
            xy[nose + 1],
            xy[leftCorner],
            xy[leftCorner + 1],
            xy[rightCorner],
            xy[rightCorner + 1]
        };
    }

    /** Distance between the outer corners of the eyes in pixels: the usual unit of landmark errors. */
    public static double outerEyeDistance(float[] xy) {
        int left = 2 * LEFT_EYE;
        int right = 2 * RIGHT_OUTER_CORNER;
        return Math.hypot(xy[right] - xy[left], xy[right + 1] - xy[left + 1]);
    }
}
