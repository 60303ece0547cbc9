package dev.facet.engine.testing;

import java.nio.charset.StandardCharsets;

/**
 * The values of the op cases and of the golden networks: element i of the tensor of a key comes from
 * splitmix64(fnv1a64(key) + i), and the fill says how (tests/cases/README.md; tests/golden/opcases.py has the same).
 */
public final class CaseValues {
    private CaseValues() {}

    /** The first {@code count} values, not rounded to the tensor's type; those of integer fills are whole. */
    public static double[] of(String key, int count, String fill) {
        long seed = fnv1a64(key);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(fill, splitmix64(seed + sourceOf(fill, i)), i);
        }
        return values;
    }

    /** The same, rounded to floats. */
    public static float[] floats(String key, int count, String fill) {
        double[] values = of(key, count, fill);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Labels, seeds, or words of two finite 16-bit floats. */
    public static int[] integers(String key, int count, String fill) {
        double[] values = of(key, count, fill);
        int[] integers = new int[count];
        for (int i = 0; i < count; i++) {
            integers[i] = (int) values[i];
        }
        return integers;
    }

    private static double value(String fill, long r, int index) {
        double u = (r >>> 40) / (double) (1 << 24);
        return switch (fill.startsWith("mirrored") ? "signed" : fill) {
            case "signed", "bf16" -> 2 * u - 1;
            case "positive" -> 0.5 + u;
            case "wide" -> 16 * u - 8;
            case "tied" -> Math.rint((2 * u - 1) / 0.5) * 0.5;
            case "zero" -> 0;
            case "seed" -> r >>> 33;
            case "halves" -> (int) (r >>> 32) & 0xBFFFBFFF;
            default -> label(fill, u, index);
        };
    }

    private static double label(String fill, double u, int index) {
        if (!fill.matches("labels\\d+i?")) {
            throw new IllegalArgumentException("unknown fill '" + fill + "'; tests/cases/README.md lists them");
        }
        boolean ignoring = fill.endsWith("i");
        int classes = Integer.parseInt(fill.substring("labels".length(), fill.length() - (ignoring ? 1 : 0)));
        return ignoring && index % 3 == 2 ? -1 : Math.floor(u * classes);
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

    private static long fnv1a64(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private static long splitmix64(long state) {
        long z = state + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
