package dev.facet.interpret.metrics;

/**
 * What one map says about one face.
 *
 * @param dead whether the map is constant; then nothing else is meant
 * @param sparse whether less than the top tenth of it is above its lowest value
 * @param part the part that the strongest region fits best, or {@link PartExplainability#NO_PART}
 * @param iou its intersection over union
 * @param peaks the number of peaks at each level of rho
 */
public record MapScore(boolean dead, boolean sparse, int part, double iou, int[] peaks) {
    static MapScore dead(int levels) {
        return new MapScore(true, false, PartExplainability.NO_PART, 0, new int[levels]);
    }
}
