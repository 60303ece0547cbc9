package dev.facet.faces;

import java.util.Locale;

/** Which points a face's landmarks are, and in which order. Left and right are those of the picture, not of the person. */
public enum LandmarkScheme {
    /** Centre of the left eye, of the right eye, tip of the nose, left corner of the mouth, right corner (CelebA, MTCNN). */
    FIVE(5),

    /** The 68 points of iBUG 300-W; {@link Landmarks68} says where the parts are. */
    IBUG68(68),

    /** The 106 points of LaPa (JD-landmark); {@link Landmarks106} says where the parts are. */
    LAPA106(106);

    private final int points;

    LandmarkScheme(int points) {
        this.points = points;
    }

    /** Number of points; as many pairs of numbers. */
    public int points() {
        return points;
    }

    /** Lower-case name for files and tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses arrays of another length.
     *
     * @param xy {@code x0, y0, x1, y1, ...}
     * @return the same array
     */
    public float[] require(float[] xy) {
        if (xy.length != 2 * points) {
            throw new IllegalArgumentException(points + " landmarks are " + 2 * points + " numbers, got " + xy.length);
        }
        return xy;
    }
}
