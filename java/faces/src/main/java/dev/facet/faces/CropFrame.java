package dev.facet.faces;

import java.util.Objects;

/**
 * A rectangle of the picture at a chosen size.
 *
 * @param box the rectangle; its edges may lie between pixels, and outside the picture, where the border pixels are
 *     repeated and there is no part
 * @param width of the new picture in pixels
 * @param height of the new picture in pixels
 */
public record CropFrame(FaceBox box, int width, int height) implements Reframing {

    public CropFrame {
        Objects.requireNonNull(box);
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a crop needs at least one pixel, got " + width + "x" + height);
        }
    }

    /**
     * The largest square in the middle of a picture.
     *
     * @param picture its size counts
     * @param pixels side of the result
     */
    public static CropFrame middleSquare(Image picture, int pixels) {
        double side = Math.min(picture.width(), picture.height());
        double x0 = (picture.width() - side) / 2;
        double y0 = (picture.height() - side) / 2;
        return new CropFrame(new FaceBox(x0, y0, x0 + side, y0 + side), pixels, pixels);
    }

    @Override
    public Image image(Image picture) {
        return picture.resize(box.x0(), box.y0(), box.x1(), box.y1(), width, height);
    }

    @Override
    public float[] points(float[] xy) {
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] = (float) ((xy[i] - box.x0()) * width / box.width());
            xy[i + 1] = (float) ((xy[i + 1] - box.y0()) * height / box.height());
        }
        return xy;
    }

    @Override
    public PartMasks parts(PartMasks masks) {
        return masks.resize(box.x0(), box.y0(), box.x1(), box.y1(), width, height);
    }

    @Override
    public ConceptMask concept(ConceptMask mask) {
        return mask.resize(box.x0(), box.y0(), box.x1(), box.y1(), width, height);
    }
}
