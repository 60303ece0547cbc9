package dev.facet.interpret.metrics;

import dev.facet.interpret.maps.PixelMask;
import java.util.List;

/**
 * How well one channel's strongest region on one face fits one part of it: the best intersection over union with any
 * part (part explainability, PEI, of arXiv 2207.02179, before averaging).
 *
 * @param part the index of the best part, the first of equals; {@link #NO_PART} where the region touches none
 * @param iou its intersection over union, in [0, 1]; 0 where the region touches none
 */
public record PartExplainability(int part, double iou) {
    /** The part index of a region that touches no part. */
    public static final int NO_PART = -1;

    /**
     * Finds the part that a region fits best.
     *
     * @param region the strongest region, see {@link dev.facet.interpret.maps.TopMask}
     * @param parts the face's parts, all on the region's grid; parts that the face does not show are empty masks
     * @throws IllegalArgumentException if there are no parts or sizes differ
     */
    public static PartExplainability of(PixelMask region, List<PixelMask> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no parts to compare the region with");
        }
        int best = NO_PART;
        double bestIou = 0;
        for (int k = 0; k < parts.size(); k++) {
            double iou = region.iou(parts.get(k));
            if (iou > bestIou) {
                best = k;
                bestIou = iou;
            }
        }
        return new PartExplainability(best, bestIou);
    }
}
