package dev.facet.faces.detect;

import dev.facet.faces.ConceptMask;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import dev.facet.faces.Reframing;
import java.util.Objects;

/**
 * A picture turned, scaled and shifted into a square.
 *
 * @param transform from pixels of the picture to pixels of the square
 * @param pixels side of the square
 */
public record SimilarityFrame(SimilarityTransform transform, int pixels) implements Reframing {

    public SimilarityFrame {
        Objects.requireNonNull(transform);
        if (pixels < 1) {
            throw new IllegalArgumentException("an aligned face needs pixels, not " + pixels);
        }
    }

    @Override
    public Image image(Image picture) {
        return Warping.warp(picture, transform, pixels, pixels);
    }

    @Override
    public float[] points(float[] xy) {
        return transform.apply(xy);
    }

    @Override
    public PartMasks parts(PartMasks masks) {
        return Warping.warp(masks, transform, pixels, pixels);
    }

    @Override
    public ConceptMask concept(ConceptMask mask) {
        return Warping.warp(mask, transform, pixels, pixels);
    }
}
