package dev.facet.interpret.maps;

/**
 * The strongest region of one feature map: the pixels of the enlarged map in its top tenth (methods of arXiv
 * 2207.02179; the threshold belongs to the map, not to the data set).
 *
 * <p>The threshold is the ⌈fraction·n⌉-th largest of the n enlarged values, that is the supremum of all t with
 * P(x &gt; t) ≥ fraction, and the region is {@code x >= threshold}: exactly the fraction where values differ, more where
 * they tie at the threshold. Two rules settle the ties:
 *
 * <ul>
 *   <li>a constant map (all zero after a ReLU) is <b>dead</b>: it has no strongest region, the mask is empty, and
 *       metrics count it apart;
 *   <li>where the threshold falls on the map's lowest value, as in a map that is zero on more than 90 % of the picture,
 *       the region is {@code x > threshold}: the map is <b>sparse</b> and its region smaller than the fraction. Taking
 *       the background in would make it the whole picture.
 * </ul>
 *
 * @param mask the region, on the enlarged grid
 * @param threshold the value that bounds it
 * @param dead whether the map is constant
 * @param sparse whether the threshold fell on the map's lowest value
 */
public record TopMask(PixelMask mask, float threshold, boolean dead, boolean sparse) {
    /** The fraction of the paper: the top tenth. */
    public static final double TOP_TENTH = 0.1;

    /**
     * The strongest tenth of a map after bilinear enlargement.
     *
     * @param map inHeight × inWidth values, rows first
     * @throws IllegalArgumentException if the map has another size than {@code upsampler} expects, or a NaN or infinity
     */
    public static TopMask of(float[] map, BilinearUpsampler upsampler) {
        float[] enlarged = upsampler.apply(Finite.require(map, "feature map"));
        return ofEnlarged(enlarged, upsampler.outHeight(), upsampler.outWidth(), TOP_TENTH);
    }

    /**
     * The strongest region of a map that already has the picture's size.
     *
     * @param values height × width values, rows first
     * @param fraction the part of the pixels wanted, in (0, 1)
     * @throws IllegalArgumentException on a wrong size, a fraction out of range, NaN or infinity
     */
    public static TopMask ofEnlarged(float[] values, int height, int width, double fraction) {
        MapSize.require(values, height, width);
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction of the map must be in (0, 1), not " + fraction);
        }
        Finite.require(values, "feature map");
        // The small term forgives fractions that binary cannot hold: a tenth of 50 pixels is 5, not 6.
        int rank = Math.max(1, (int) Math.ceil(fraction * values.length - 1e-9));
        float threshold = Selection.kthLargest(values, rank);
        float lowest = values[0];
        float highest = values[0];
        for (float value : values) {
            // Comparisons, for Math.min would also look after NaN, which is refused above.
            lowest = value < lowest ? value : lowest;
            highest = value > highest ? value : highest;
        }
        if (lowest == highest) {
            return new TopMask(PixelMask.empty(height, width), threshold, true, false);
        }
        boolean sparse = threshold == lowest;
        PixelMask mask = PixelMask.atLeast(height, width, values, sparse ? Math.nextUp(threshold) : threshold);
        return new TopMask(mask, threshold, false, sparse);
    }
}
