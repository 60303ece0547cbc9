package dev.facet.faces.convert;

import dev.facet.faces.ConceptMask;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import dev.facet.faces.Reframing;

/** The middle square of pictures of one size, resized. */
final class SquareCrop implements Reframing {

    private final double x0;
    private final double y0;
    private final double side;
    private final int size;

    /**
     * Takes the largest square in the middle.
     *
     * @param width of the pictures
     * @param height of the pictures
     * @param size side of the results in pixels
     */
    SquareCrop(int width, int height, int size) {
        side = Math.min(width, height);
        x0 = (width - side) / 2;
        y0 = (height - side) / 2;
        this.size = size;
    }

    @Override
    public Image image(Image picture) {
        return picture.resize(x0, y0, x0 + side, y0 + side, size, size);
    }

    @Override
    public float[] points(float[] xy) {
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] = (float) ((xy[i] - x0) * size / side);
            xy[i + 1] = (float) ((xy[i + 1] - y0) * size / side);
        }
        return xy;
    }

    @Override
    public PartMasks parts(PartMasks masks) {
        return masks.resize(x0, y0, x0 + side, y0 + side, size, size);
    }

    @Override
    public ConceptMask concept(ConceptMask mask) {
        return mask.resize(x0, y0, x0 + side, y0 + side, size, size);
    }
}
