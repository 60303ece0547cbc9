package dev.facet.faces.detect;

/**
 * The position that face-recognition networks are usually trained on: five points in a square of 112 pixels (ArcFace, Deng
 * et al. 2019; InsightFace's {@code face_align.py}), scaled to other sizes.
 */
public final class FaceTemplate {

    /** Number of points: left and right eye, tip of the nose, left and right corner of the mouth (the picture's sides). */
    public static final int POINTS = 5;

    /** Side of the square that the published numbers are for. */
    public static final int PIXELS = 112;

    // Published with pixel centres at whole numbers.
    private static final double[] PUBLISHED = {
        38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041
    };

    private FaceTemplate() {}

    /**
     * The five points in a square.
     *
     * @param pixels its side, at least 1
     * @return {@code x0, y0, ...} where pixel i covers [i, i+1)
     */
    public static float[] points(int pixels) {
        if (pixels < 1) {
            throw new IllegalArgumentException("an aligned face needs pixels, not " + pixels);
        }
        float[] xy = new float[PUBLISHED.length];
        for (int i = 0; i < xy.length; i++) {
            xy[i] = (float) ((PUBLISHED[i] + 0.5) * pixels / PIXELS);
        }
        return xy;
    }

    /**
     * The transform that brings a face into the square.
     *
     * @param five its five points in pixels of its picture
     * @param pixels side of the square
     * @throws IllegalArgumentException if the points are not finite or in one place
     */
    public static SimilarityTransform to(float[] five, int pixels) {
        if (five.length != 2 * POINTS) {
            throw new IllegalArgumentException("alignment takes five points (10 numbers), got " + five.length);
        }
        return SimilarityTransform.fit(five, points(pixels));
    }
}
