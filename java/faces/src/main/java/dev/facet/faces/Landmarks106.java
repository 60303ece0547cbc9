package dev.facet.faces;

/**
 * Where the parts are among the 106 points of LaPa (0-based, first index inclusive, last exclusive): contour 0 to 32 with
 * the chin at 16, brows from 33 and 42 (upper edge first: five points, then four of the lower edge), bridge of the nose
 * 51 to 54, its lower border 55 to 65 with the middle at 60, eyes from 66 and 75 (eight points of the outline, then the
 * centre), outer lips 84 to 95, inner lips 96 to 103, pupils 104 and 105.
 *
 * <p>The order is that of the data set's paper (Liu et al., AAAI 2020); the indices of single points were checked against
 * the table {@code lms25_2_lms106} in {@code face_sdk/utils/lms_trans.py} of JDAI-CV/FaceX-Zoo, whose authors made the
 * data set, and which point mirrors which against {@code configs/_base_/datasets/lapa.py} of open-mmlab/mmpose. InsightFace's 106 points are in another order.
 */
public final class Landmarks106 {

    /** Number of points. */
    public static final int COUNT = 106;

    /** Tip of the nose. */
    public static final int NOSE_TIP = 54;

    /** Left corner of the mouth. */
    public static final int LEFT_MOUTH_CORNER = 84;

    /** Right corner of the mouth. */
    public static final int RIGHT_MOUTH_CORNER = 90;

    /** Left pupil. */
    public static final int LEFT_PUPIL = 104;

    /** Right pupil. */
    public static final int RIGHT_PUPIL = 105;

    private static final int[] IBUG68 = {
        // Contour: every other point.
        0,
        2,
        4,
        6,
        8,
        10,
        12,
        14,
        16,
        18,
        20,
        22,
        24,
        26,
        28,
        30,
        32,
        // Brows: their upper edges.
        33,
        34,
        35,
        36,
        37,
        42,
        43,
        44,
        45,
        46,
        // Nose: bridge, then the wings' lower border.
        51,
        52,
        53,
        54,
        58,
        59,
        60,
        61,
        62,
        // Eyes: the outline without the points in the middle of the lids.
        66,
        67,
        69,
        70,
        71,
        73,
        75,
        76,
        78,
        79,
        80,
        82,
        // Lips: the same twenty points.
        84,
        85,
        86,
        87,
        88,
        89,
        90,
        91,
        92,
        93,
        94,
        95,
        96,
        97,
        98,
        99,
        100,
        101,
        102,
        103
    };

    private Landmarks106() {}

    /**
     * The points nearest to the 68 of iBUG 300-W. Contour, bridge and lips are the same points; brows, nostrils and lids
     * may differ by a few hundredths of the distance between the eyes.
     *
     * @param xy 212 values {@code x0, y0, ...}
     * @return 136 values, a new array
     */
    public static float[] toIbug68(float[] xy) {
        return pick(xy, IBUG68);
    }

    /**
     * Pupils, tip of the nose and corners of the mouth, see {@link LandmarkScheme#FIVE}.
     *
     * @param xy 212 values {@code x0, y0, ...}
     * @return 10 values, a new array
     */
    public static float[] toFive(float[] xy) {
        return pick(xy, LEFT_PUPIL, RIGHT_PUPIL, NOSE_TIP, LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER);
    }

    private static float[] pick(float[] xy, int... points) {
        LandmarkScheme.LAPA106.require(xy);
        float[] out = new float[2 * points.length];
        for (int k = 0; k < points.length; k++) {
            System.arraycopy(xy, 2 * points[k], out, 2 * k, 2);
        }
        return out;
    }
}
