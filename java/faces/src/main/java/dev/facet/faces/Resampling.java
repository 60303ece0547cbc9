package dev.facet.faces;

import java.util.Arrays;

/** Separable resampling with a triangle filter; see {@link Image#resize(int, int)}. */
final class Resampling {

    private Resampling() {}

    /** Taps of one output line: {@code weights[i][k]} belongs to source index {@code first[i] + k}, clamped. */
    private record Taps(int[] first, float[][] weights) {

        /** The first source line of {@code n} that output line {@code i} reads. */
        int start(int i, int n) {
            return clamp(first[i], n);
        }

        /** The last source line of {@code n} that output line {@code i} reads. */
        int last(int i, int n) {
            return clamp(first[i] + weights[i].length - 1, n);
        }
    }

    private static Taps taps(double from, double to, int n) {
        double step = (to - from) / n;
        double radius = Math.max(1, step);
        int[] first = new int[n];
        float[][] weights = new float[n][];
        for (int i = 0; i < n; i++) {
            // Centre of the output pixel in source coordinates where pixel j has its centre at j.
            double centre = from + (i + 0.5) * step - 0.5;
            int lo = (int) Math.floor(centre - radius) + 1;
            int hi = (int) Math.ceil(centre + radius) - 1;
            float[] w = new float[hi - lo + 1];
            float sum = 0;
            for (int j = lo; j <= hi; j++) {
                w[j - lo] = (float) Math.max(0, 1 - Math.abs(j - centre) / radius);
                sum += w[j - lo];
            }
            for (int k = 0; k < w.length; k++) {
                w[k] /= sum;
            }
            first[i] = lo;
            weights[i] = w;
        }
        return new Taps(first, weights);
    }

    static byte[] resize(byte[] src, int width, int height, double x0, double y0, double x1, double y1, int w, int h) {
        Taps across = taps(x0, x1, w);
        Taps down = taps(y0, y1, h);
        // Of the source rows, filtered across, only as many are kept as one output row reads: row y in slot y % kept.
        int kept = 1;
        for (int y = 0; y < h; y++) {
            kept = Math.max(kept, down.last(y, height) - down.start(y, height) + 1);
        }
        int values = Math.multiplyExact(w, 3);
        float[] lines = new float[Math.multiplyExact(kept, values)];
        byte[] out = new byte[Math.multiplyExact(h, values)];
        float[] line = new float[values];
        int next = down.start(0, height);
        for (int y = 0; y < h; y++) {
            for (; next <= down.last(y, height); next++) {
                filterAcross(src, width, next, across, lines, next % kept * values);
            }
            Arrays.fill(line, 0.5f); // for rounding
            float[] weights = down.weights[y];
            for (int k = 0; k < weights.length; k++) {
                int row = clamp(down.first[y] + k, height) % kept * values;
                for (int i = 0; i < line.length; i++) {
                    line[i] += weights[k] * lines[row + i];
                }
            }
            for (int i = 0; i < line.length; i++) {
                out[y * line.length + i] = (byte) Math.min(255, (int) line[i]);
            }
        }
        return out;
    }

    private static int clamp(int i, int n) {
        return Math.max(0, Math.min(n - 1, i));
    }

    private static void filterAcross(byte[] src, int width, int y, Taps across, float[] lines, int at) {
        for (int x = 0; x < across.first.length; x++) {
            float r = 0;
            float g = 0;
            float b = 0;
            float[] weights = across.weights[x];
            for (int k = 0; k < weights.length; k++) {
                int i = 3 * (y * width + clamp(across.first[x] + k, width));
                r += weights[k] * (src[i] & 255);
                g += weights[k] * (src[i + 1] & 255);
                b += weights[k] * (src[i + 2] & 255);
            }
            lines[at + 3 * x] = r;
            lines[at + 3 * x + 1] = g;
            lines[at + 3 * x + 2] = b;
        }
    }
}
