package dev.facet.integration.golden;

import java.nio.charset.StandardCharsets;

/**
 * The deterministic values of the op cases: element i of the tensor of a key comes from splitmix64(fnv1a64(key) + i); see
 * tests/golden/README.md and opcases.py beside it.
 */
final class CaseValues {
    private CaseValues() {}

    /** Floating values, not rounded to the tensor's type. */
    static double[] floats(String key, int count, String fill) {
        long hash = fnv1a64(key);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double u = uniform(splitmix64(hash + sourceOf(fill, i)));
            values[i] = switch (fill.startsWith("mirrored") ? "signed" : fill) {
                case "signed", "bf16" -> 2 * u - 1;
                case "positive" -> 0.5 + u;
                case "wide" -> 16 * u - 8;
                case "tied" -> Math.rint(2 * (2 * u - 1)) / 2;
                case "zero" -> 0;
                default -> throw new IllegalArgumentException("unknown fill '" + fill + "' of " + key);
            };
        }
        return values;
    }

    /** Labels ({@code labels<K>}, {@code labels<K>i} with every third ignored), seeds, or words of two finite 16-bit floats. */
    static int[] integers(String key, int count, String fill) {
        long hash = fnv1a64(key);
        boolean ignoring = fill.endsWith("i");
        int classes = fill.startsWith("labels") ? Integer.parseInt(fill.replaceAll("\\D", "")) : 0;
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            long r = splitmix64(hash + i);
            values[i] = switch (fill) {
                case "seed" -> (int) (r >>> 33);
                case "halves" -> (int) (r >>> 32) & 0xBFFFBFFF;
                default -> (int) (uniform(r) * classes);
            };
            if (ignoring && i % 3 == 2) {
                values[i] = -1;
            }
        }
        return values;
    }

    /**
     * The element whose random number element {@code index} has: with the fill {@code mirrored<H>x<W>}, rows of H·W come in fours, a
     * picture, its left-right mirror, its top-bottom mirror and both.
     */
    private static int sourceOf(String fill, int index) {
        if (!fill.startsWith("mirrored")) {
            return index;
        }
        String[] size = fill.substring("mirrored".length()).split("x");
        int height = Integer.parseInt(size[0]);
        int width = Integer.parseInt(size[1]);
        int row = index / (height * width);
        int y = index / width % height;
        int x = index % width;
        int sourceY = row / 2 % 2 == 1 ? height - 1 - y : y;
        int sourceX = row % 2 == 1 ? width - 1 - x : x;
        return ((row - row % 4) * height + sourceY) * width + sourceX;
    }

    private static double uniform(long r) {
        return (r >>> 40) / (double) (1 << 24);
    }

    private static long fnv1a64(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private static long splitmix64(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
