package dev.facet.faces;

import java.util.Arrays;

/** Separable resampling with a triangle filter; see {@link Image#resize(int, int)}. */
final class Resampling {

    private Resampling() {}

    /** Taps of one output line: {@code weights[i][k]} belongs to source index {@code first[i] + k}, clamped. */
    private record Taps(int[] first, float[][] weights) {}

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
        // Only the source rows that some output row reads are filtered across.
        int top = Math.max(0, Math.min(height - 1, down.first[0]));
        int bottom = Math.max(0, Math.min(height - 1, down.first[h - 1] + down.weights[h - 1].length - 1));
        float[] lines = new float[(bottom - top + 1) * w * 3];
        for (int y = top; y <= bottom; y++) {
            for (int x = 0; x < w; x++) {
                float r = 0;
                float g = 0;
                float b = 0;
                float[] weights = across.weights[x];
                for (int k = 0; k < weights.length; k++) {
                    int i = 3 * (y * width + Math.max(0, Math.min(width - 1, across.first[x] + k)));
                    r += weights[k] * (src[i] & 255);
                    g += weights[k] * (src[i + 1] & 255);
                    b += weights[k] * (src[i + 2] & 255);
                }
                int o = ((y - top) * w + x) * 3;
                lines[o] = r;
                lines[o + 1] = g;
                lines[o + 2] = b;
            }
        }
        byte[] out = new byte[w * h * 3];
        float[] line = new float[w * 3];
        for (int y = 0; y < h; y++) {
            Arrays.fill(line, 0.5f); // for rounding
            float[] weights = down.weights[y];
            for (int k = 0; k < weights.length; k++) {
                int row = (Math.max(0, Math.min(height - 1, down.first[y] + k)) - top) * w * 3;
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
}
