package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;

/** A face that a detector found. Immutable. */
public final class FaceDetection {

    private final FaceBox box;
    private final double score;
    private final float[] points;

    /**
     * @param box around the face, from the forehead to the chin
     * @param score how sure the detector is, 0 to 1
     * @param points {@code x0, y0, ...} in pixels of the picture: left and right eye, tip of the nose, left and right
     *     corner of the mouth (the picture's sides)
     */
    public FaceDetection(FaceBox box, double score, float[] points) {
        if (points.length != 2 * FaceTemplate.POINTS) {
            throw new IllegalArgumentException("a detection has five points (10 numbers), got " + points.length);
        }
        this.box = box;
        this.score = score;
        this.points = points.clone();
    }

    /** Around the face, from the forehead to the chin. */
    public FaceBox box() {
        return box;
    }

    /** How sure the detector is, 0 to 1. */
    public double score() {
        return score;
    }

    /** The five points, 10 values; a new array. */
    public float[] points() {
        return points.clone();
    }

    @Override
    public String toString() {
        return "face %.3f at (%.1f, %.1f)-(%.1f, %.1f)".formatted(score, box.x0(), box.y0(), box.x1(), box.y1());
    }
}
