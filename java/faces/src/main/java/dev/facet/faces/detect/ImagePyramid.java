package dev.facet.faces.detect;

import dev.facet.faces.Image;
import java.util.ArrayList;
import java.util.List;

/** A picture at falling sizes, so that a detector with a window of fixed size finds faces of all sizes. */
final class ImagePyramid {

    private ImagePyramid() {}

    /**
     * One size.
     *
     * @param image the picture at that size
     * @param scaleX its pixels per pixel of the picture, across
     * @param scaleY the same down; they differ a little, for sizes are whole numbers
     */
    record Level(Image image, double scaleX, double scaleY) {}

    /**
     * The levels from the largest on, down to the last with both sides at least {@value Segment#WINDOW}.
     *
     * @param smallestFace side in pixels of the faces that fill a window of the first level
     * @param factor of each level to the one before, in (0, 1)
     * @return empty if the picture's shorter side is below {@code smallestFace}
     */
    static List<Level> of(Image picture, double smallestFace, double factor) {
        List<Level> levels = new ArrayList<>();
        Image base = picture;
        double scale = Segment.WINDOW / smallestFace;
        while (Math.min(picture.width(), picture.height()) * scale >= Segment.WINDOW) {
            int w = (int) Math.ceil(picture.width() * scale);
            int h = (int) Math.ceil(picture.height() * scale);
            // Each level reads a base at most twice its size: large pictures would be read in full for every level.
            while (base.width() >= 4 * w && base.height() >= 4 * h) {
                base = base.resize((base.width() + 1) / 2, (base.height() + 1) / 2);
            }
            levels.add(new Level(base.resize(w, h), (double) w / picture.width(), (double) h / picture.height()));
            scale *= factor;
        }
        return levels;
    }
}
