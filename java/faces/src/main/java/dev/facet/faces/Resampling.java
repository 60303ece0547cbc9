package dev.facet.faces;

import java.util.Arrays;

/** Separable resampling with a triangle filter; see {@link Image#resize(int, int)}. */
final class Resampling {

    private Resampling() {}

    /** Taps of one output line: {@code weights[i][k]} belongs to source line {@code lines[i][k]}; lines rise. */
    private record Taps(int[][] lines, float[][] weights) {

        /** The first source line that output line {@code i} reads. */
        int start(int i) {
            return lines[i][0];
        }

        /** The last source line that output line {@code i} reads. */
        int last(int i) {
            return lines[i][lines[i].length - 1];
        }
    }

    // Of n lines over [from, to) of a source of so many lines, whose border lines are repeated outside.
    private static Taps taps(double from, double to, int n, int source) {
        double step = (to - from) / n;
        double radius = Math.max(1, step);
        int[][] lines = new int[n][];
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
            int[] at = new int[w.length];
            for (int k = 0; k < w.length; k++) {
                w[k] /= sum;
                at[k] = Math.max(0, Math.min(source - 1, lo + k));
            }
            lines[i] = at;
            weights[i] = w;
        }
        return new Taps(lines, weights);
    }

    static byte[] resize(byte[] src, int width, int height, double x0, double y0, double x1, double y1, int w, int h) {
        Taps across = taps(x0, x1, w, width);
        Taps down = taps(y0, y1, h, height);
        // Of the source rows, filtered across, only as many are kept as one output row reads: row y in slot y % kept.
        int kept = 1;
        for (int y = 0; y < h; y++) {
            kept = Math.max(kept, down.last(y) - down.start(y) + 1);
        }
        int values = Math.multiplyExact(w, 3);
        float[] lines = new float[Math.multiplyExact(kept, values)];
        byte[] out = new byte[Math.multiplyExact(h, values)];
        float[] line = new float[values];
        int next = down.start(0);
        for (int y = 0; y < h; y++) {
            for (; next <= down.last(y); next++) {
                filterAcross(src, width, next, across, lines, next % kept * values);
            }
            Arrays.fill(line, 0.5f); // for rounding
            float[] weights = down.weights[y];
            for (int k = 0; k < weights.length; k++) {
                int row = down.lines[y][k] % kept * values;
                float weight = weights[k];
                for (int i = 0; i < line.length; i++) {
                    line[i] += weight * lines[row + i];
                }
            }
            for (int i = 0; i < line.length; i++) {
                out[y * line.length + i] = (byte) Math.min(255, (int) line[i]);
            }
        }
        return out;
    }

    private static void filterAcross(byte[] src, int width, int y, Taps across, float[] lines, int at) {
        int row = y * width;
        for (int x = 0; x < across.lines.length; x++) {
            float r = 0;
            float g = 0;
            float b = 0;
            int[] taps = across.lines[x];
            float[] weights = across.weights[x];
            for (int k = 0; k < weights.length; k++) {
                int i = 3 * (row + taps[k]);
                float weight = weights[k];
                r += weight * (src[i] & 255);
                g += weight * (src[i + 1] & 255);
                b += weight * (src[i + 2] & 255);
            }
            lines[at + 3 * x] = r;
            lines[at + 3 * x + 1] = g;
            lines[at + 3 * x + 2] = b;
        }
    }
}
