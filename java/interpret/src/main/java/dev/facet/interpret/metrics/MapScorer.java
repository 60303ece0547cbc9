package dev.facet.interpret.metrics;

import dev.facet.interpret.maps.BilinearUpsampler;
import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.maps.TopMask;
import java.util.List;

/**
 * Scores single maps against a face's parts: the strongest tenth, the part it fits, and the peaks. Immutable and safe
 * to share between threads.
 */
public final class MapScorer {
    private final BilinearUpsampler upsampler;
    private final double[] rhos;

    /**
     * A scorer for maps of one size.
     *
     * @param mapHeight height of the maps in cells
     * @param mapWidth width of the maps in cells
     * @param height height of the part masks in pixels
     * @param width width of the part masks in pixels
     * @param rhos the prominence levels at which peaks are counted, each in [0, 1]
     */
    public MapScorer(int mapHeight, int mapWidth, int height, int width, double... rhos) {
        this.upsampler = BilinearUpsampler.of(mapHeight, mapWidth, height, width);
        this.rhos = rhos.clone();
    }

    /**
     * Scores one map on its own grid.
     *
     * @param map mapHeight × mapWidth values, rows first
     * @param parts the face's part masks, all height × width
     * @throws IllegalArgumentException on wrong sizes, NaN or infinity
     */
    public MapScore score(float[] map, List<PixelMask> parts) {
        TopMask top = TopMask.of(map, upsampler);
        if (top.dead()) {
            return MapScore.dead(rhos.length);
        }
        PartExplainability fit = PartExplainability.of(top.mask(), parts);
        Peaks peaks = Peaks.of(map, upsampler.inHeight(), upsampler.inWidth());
        return new MapScore(false, top.sparse(), fit.part(), fit.iou(), counts(peaks));
    }

    /** The peak counts of a map after enlargement to the picture's size, one per level of rho. */
    public int[] enlargedPeaks(float[] map) {
        return counts(Peaks.of(upsampler.apply(map), upsampler.outHeight(), upsampler.outWidth()));
    }

    private int[] counts(Peaks peaks) {
        int[] counts = new int[rhos.length];
        for (int i = 0; i < rhos.length; i++) {
            counts[i] = peaks.count(rhos[i]);
        }
        return counts;
    }
}
