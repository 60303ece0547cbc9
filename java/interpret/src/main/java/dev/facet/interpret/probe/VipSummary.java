package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;

/**
 * How importance is spread over a layer.
 *
 * @param largest the greatest VIP
 * @param aboveOne share of the neurons whose VIP is above 1, the mean of its squares
 * @param histogram numbers of neurons in equal parts of 0 to {@code largest}
 * @param map mean VIP by place in the picture, at most {@value #MAP_SIDE} places a side, rows from the top; null without maps
 */
public record VipSummary(
        double largest,
        double aboveOne,
        int[] histogram,
        @OrNull double[][] map) {
    static final int MAP_SIDE = 7;
    private static final int BINS = 30;

    public VipSummary {
        if (map != null && (map.length == 0 || map[0].length == 0)) {
            throw new IllegalArgumentException("a map of VIP without places");
        }
        for (int y = 1; map != null && y < map.length; y++) {
            if (map[y].length != map[0].length) {
                throw new IllegalArgumentException(
                        "a map of VIP has rows of " + map[0].length + " and of " + map[y].length + " places");
            }
        }
    }

    static VipSummary of(ProbedLayer layer, float[] vip) {
        float largest = 0;
        int above = 0;
        for (float value : vip) {
            largest = Math.max(largest, value);
            above += value > 1 ? 1 : 0;
        }
        int[] histogram = new int[BINS];
        for (float value : vip) {
            histogram[largest == 0 ? 0 : Math.min(BINS - 1, (int) (value / largest * BINS))]++;
        }
        return new VipSummary(rounded(largest), rounded((double) above / vip.length), histogram, map(layer, vip));
    }

    private static double[][] map(ProbedLayer layer, float[] vip) {
        if (!layer.hasMaps()) {
            return null;
        }
        int height = Math.min(MAP_SIDE, layer.height());
        int width = Math.min(MAP_SIDE, layer.width());
        double[][] sums = new double[height][width];
        int[][] counts = new int[height][width];
        for (int y = 0; y < layer.height(); y++) {
            for (int x = 0; x < layer.width(); x++) {
                double sum = 0;
                int start = (y * layer.width() + x) * layer.channels();
                for (int c = 0; c < layer.channels(); c++) {
                    sum += vip[start + c];
                }
                sums[y * height / layer.height()][x * width / layer.width()] += sum / layer.channels();
                counts[y * height / layer.height()][x * width / layer.width()]++;
            }
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sums[y][x] = rounded(sums[y][x] / counts[y][x]);
            }
        }
        return sums;
    }

    /** Four digits are enough of a picture, and keep the file small. */
    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
