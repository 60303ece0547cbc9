package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import java.util.Optional;

/**
 * A box that may hold a face, and what a stage of MTCNN says about it.
 *
 * @param box where the stage looked
 * @param score how sure it is, 0 to 1
 * @param offsets how far the face's left, upper, right and lower edges lie from those of {@code box}, in widths (left and
 *     right) and heights (upper and lower) of it
 * @param points five points in {@code box}, their x from the left edge in widths first, then their y from the upper edge
 *     in heights; empty for stages without points
 */
record Candidate(FaceBox box, double score, float[] offsets, float[] points) {

    /** The box with its edges moved by the offsets; empty if they turn it inside out. */
    Optional<FaceBox> moved() {
        double w = box.width();
        double h = box.height();
        double x0 = box.x0() + offsets[0] * w;
        double y0 = box.y0() + offsets[1] * h;
        double x1 = box.x1() + offsets[2] * w;
        double y1 = box.y1() + offsets[3] * h;
        return FaceBox.isBox(x0, y0, x1, y1) ? Optional.of(new FaceBox(x0, y0, x1, y1)) : Optional.empty();
    }

    /** The five points in pixels, {@code x0, y0, ...}. */
    float[] pointsInPicture() {
        float[] xy = new float[points.length];
        int n = points.length / 2;
        for (int i = 0; i < n; i++) {
            xy[2 * i] = (float) (box.x0() + points[i] * box.width());
            xy[2 * i + 1] = (float) (box.y0() + points[n + i] * box.height());
        }
        return xy;
    }
}
