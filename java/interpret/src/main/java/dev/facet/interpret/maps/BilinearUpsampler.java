package dev.facet.interpret.maps;

/**
 * Bilinear enlargement with half-pixel centres ("align_corners = false"): the centre of target pixel {@code d} lies at
 * {@code (d + 0.5) * in / out - 0.5} of the source, clamped to its edge. Weights are computed once; immutable and safe
 * to share between threads.
 */
public final class BilinearUpsampler {
    private final int inHeight;
    private final int inWidth;
    private final int outHeight;
    private final int outWidth;
    private final Axis rows;
    private final Axis columns;

    private BilinearUpsampler(int inHeight, int inWidth, int outHeight, int outWidth) {
        this.inHeight = inHeight;
        this.inWidth = inWidth;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.rows = Axis.of(inHeight, outHeight);
        this.columns = Axis.of(inWidth, outWidth);
    }

    /**
     * An upsampler.
     *
     * @throws IllegalArgumentException if a side is not positive, or either map, or the one that is wide
     *     already and not yet high, has more values than an int counts
     */
    public static BilinearUpsampler of(int inHeight, int inWidth, int outHeight, int outWidth) {
        MapSize.count(inHeight, inWidth);
        MapSize.count(outHeight, outWidth);
        MapSize.count(inHeight, outWidth);
        return new BilinearUpsampler(inHeight, inWidth, outHeight, outWidth);
    }

    /** Rows of the maps given. */
    public int inHeight() {
        return inHeight;
    }

    /** Columns of the maps given. */
    public int inWidth() {
        return inWidth;
    }

    /** Rows of the results. */
    public int outHeight() {
        return outHeight;
    }

    /** Columns of the results. */
    public int outWidth() {
        return outWidth;
    }

    /**
     * Enlarges one map.
     *
     * @param map inHeight × inWidth values, rows first
     * @return outHeight × outWidth values, rows first
     */
    public float[] apply(float[] map) {
        MapSize.require(map, inHeight, inWidth);
        // Columns first: the narrow intermediate has inHeight rows only.
        float[] wide = new float[inHeight * outWidth];
        for (int y = 0; y < inHeight; y++) {
            int row = y * inWidth;
            for (int x = 0; x < outWidth; x++) {
                wide[y * outWidth + x] =
                        lerp(map[row + columns.low[x]], map[row + columns.high[x]], columns.fraction[x]);
            }
        }
        float[] out = new float[outHeight * outWidth];
        for (int y = 0; y < outHeight; y++) {
            int low = rows.low[y] * outWidth;
            int high = rows.high[y] * outWidth;
            float fraction = rows.fraction[y];
            for (int x = 0; x < outWidth; x++) {
                out[y * outWidth + x] = lerp(wide[low + x], wide[high + x], fraction);
            }
        }
        return out;
    }

    // In this form equal neighbours give exactly their value, so that plateaus stay plateaus.
    private static float lerp(float a, float b, float fraction) {
        return a + (b - a) * fraction;
    }

    private record Axis(int[] low, int[] high, float[] fraction) {
        static Axis of(int in, int out) {
            int[] low = new int[out];
            int[] high = new int[out];
            float[] fraction = new float[out];
            for (int d = 0; d < out; d++) {
                double source = Math.max(0, Math.min(in - 1, (d + 0.5) * in / out - 0.5));
                low[d] = (int) source;
                high[d] = Math.min(low[d] + 1, in - 1);
                fraction[d] = (float) (source - low[d]);
            }
            return new Axis(low, high, fraction);
        }
    }
}
