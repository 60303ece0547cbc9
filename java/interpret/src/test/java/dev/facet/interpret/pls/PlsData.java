package dev.facet.interpret.pls;

import java.util.Random;

/** Rectified units of a few hidden causes with noise, as a layer's, and attributes of those causes. */
record PlsData(float[][] x, double[][] hidden) {
    static PlsData of(int rows, int features, int causes, long seed) {
        Random random = new Random(seed);
        float[][] mix = new float[causes][features];
        for (int c = 0; c < causes; c++) {
            for (int j = 0; j < features; j++) {
                mix[c][j] = (float) (random.nextGaussian() / (1 + 0.5 * c));
            }
        }
        float[][] x = new float[rows][features];
        double[][] hidden = new double[rows][causes];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < causes; c++) {
                hidden[i][c] = random.nextGaussian();
            }
            for (int j = 0; j < features; j++) {
                double value = 0.5 * random.nextGaussian();
                for (int c = 0; c < causes; c++) {
                    value += hidden[i][c] * mix[c][j];
                }
                x[i][j] = (float) Math.max(value, 0);
            }
        }
        return new PlsData(x, hidden);
    }

    /** Whether cause {@code c} and a little of the next are positive, for rows {@code first}, {@code first + step}, … */
    PlsTarget attribute(String name, int c, int first, int step) {
        int count = (x.length - first + step - 1) / step;
        int[] rows = new int[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            rows[i] = first + i * step;
            double[] cause = hidden[rows[i]];
            values[i] = cause[c % cause.length] + 0.3 * cause[(c + 1) % cause.length] > 0 ? 1 : 0;
        }
        return PlsTarget.of(name, rows, values);
    }
}
