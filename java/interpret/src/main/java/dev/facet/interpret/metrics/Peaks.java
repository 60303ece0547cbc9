package dev.facet.interpret.metrics;

import dev.facet.interpret.maps.Finite;
import dev.facet.interpret.maps.MapSize;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The peaks of a feature map, by exact persistence of its superlevel sets: flood the map from above; a peak is born at
 * its summit and dies where its island joins one with a higher summit. Its prominence is the height between. The
 * highest summit lives down to the map's lowest value.
 *
 * <p>This is what sweeping contour levels finds in the limit of infinitely many levels (the topographic prominence of
 * arXiv 2207.02179), in O(n log n) for n cells. Cells are neighbours by side or corner. A plateau counts once: cells of
 * equal height merge with prominence zero. A constant map has no peak.
 */
public final class Peaks {
    /** The prominence a peak needs by default, as a part of the map's range. */
    public static final double DEFAULT_RHO = 0.1;

    private static final double[] REPORTED_RHO = {0, 0.05, 0.1, 0.2};

    private final double[] prominences;
    private final int[] summits;
    private final double range;

    private Peaks(double[] prominences, int[] summits, double range) {
        this.prominences = prominences;
        this.summits = summits;
        this.range = range;
    }

    /** The levels of rho that reports show beside each other. */
    public static double[] reportedRho() {
        return REPORTED_RHO.clone();
    }

    /**
     * All peaks of a map, of whatever prominence above zero.
     *
     * @param map height × width values, rows first
     * @throws IllegalArgumentException on a wrong size, NaN or infinity
     */
    public static Peaks of(float[] map, int height, int width) {
        Finite.require(MapSize.require(map, height, width), "feature map");
        return new Sweep(map, height, width).run();
    }

    /** The prominences, highest first: in units of the map, all above zero. */
    public double[] prominences() {
        return prominences.clone();
    }

    /** The cells {@code y * width + x} of the summits, in the order of {@link #prominences()}. */
    public int[] summits() {
        return summits.clone();
    }

    /**
     * How many peaks have a prominence of at least {@code rho} times the map's range; rho = 0 counts all.
     *
     * @param rho in [0, 1]
     */
    public int count(double rho) {
        if (!(rho >= 0 && rho <= 1)) {
            throw new IllegalArgumentException("rho is a part of the map's range, in [0, 1], not " + rho);
        }
        return countAtLeast(rho * range);
    }

    /** How many peaks have a prominence of at least this, in units of the map. */
    public int countAtLeast(double prominence) {
        int count = 0;
        while (count < prominences.length && prominences[count] >= prominence) {
            count++;
        }
        return count;
    }

    /** One flooding of one map: cells by falling height, islands in a union-find forest. */
    private static final class Sweep {
        private static final int DRY = -1;

        private final float[] map;
        private final int height;
        private final int width;
        // island[cell] leads to the root of the cell's island; a root is its island's summit.
        private final int[] island;
        private final int[] rank;
        private final double[] prominence;
        private int found;
        private final int[] summit;

        Sweep(float[] map, int height, int width) {
            this.map = map;
            this.height = height;
            this.width = width;
            this.island = new int[map.length];
            this.rank = new int[map.length];
            this.prominence = new double[map.length];
            this.summit = new int[map.length];
            Arrays.fill(island, DRY);
        }

        Peaks run() {
            int[] order = fallingOrder();
            for (int position = 0; position < order.length; position++) {
                rank[order[position]] = position;
            }
            for (int cell : order) {
                island[cell] = cell;
                joinNeighbours(cell);
            }
            float highest = map[order[0]];
            float lowest = map[order[order.length - 1]];
            if (highest > lowest) {
                record(order[0], (double) highest - lowest);
            }
            return sorted((double) highest - lowest);
        }

        private int[] fallingOrder() {
            // Height and index in one long: floats compare as their bits once the negative ones are turned over.
            long[] keys = new long[map.length];
            for (int i = 0; i < map.length; i++) {
                int bits = Float.floatToIntBits(map[i] + 0.0f);
                int ordered = bits ^ (bits >> 31 & 0x7FFFFFFF);
                keys[i] = ((long) ~ordered << 32) | i;
            }
            Arrays.sort(keys);
            int[] order = new int[map.length];
            for (int i = 0; i < map.length; i++) {
                order[i] = (int) keys[i];
            }
            return order;
        }

        private void joinNeighbours(int cell) {
            int y = cell / width;
            int x = cell % width;
            for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
                for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
                    int neighbour = ny * width + nx;
                    if (neighbour != cell && island[neighbour] != DRY) {
                        join(root(cell), root(neighbour), map[cell]);
                    }
                }
            }
        }

        private void join(int a, int b, float level) {
            if (a == b) {
                return;
            }
            int higher = rank[a] < rank[b] ? a : b;
            int lower = higher == a ? b : a;
            island[lower] = higher;
            record(lower, (double) map[lower] - level);
        }

        private void record(int cell, double value) {
            if (value > 0) {
                summit[found] = cell;
                prominence[found++] = value;
            }
        }

        private int root(int cell) {
            int at = cell;
            while (island[at] != at) {
                island[at] = island[island[at]];
                at = island[at];
            }
            return at;
        }

        private Peaks sorted(double range) {
            int[] byProminence = IntStream.range(0, found)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -prominence[i])
                            .thenComparingInt(i -> summit[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            double[] prominences = new double[found];
            int[] summits = new int[found];
            for (int i = 0; i < found; i++) {
                prominences[i] = prominence[byProminence[i]];
                summits[i] = summit[byProminence[i]];
            }
            return new Peaks(prominences, summits, range);
        }
    }
}
