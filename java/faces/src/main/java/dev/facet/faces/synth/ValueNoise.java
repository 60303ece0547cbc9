package dev.facet.faces.synth;

/** Smooth noise over the plane: random values on a grid, interpolated. Repeats every 256 cells. */
final class ValueNoise {

    private static final int CELLS = 256;

    // Twice over, so that neither a row beside a column nor the row after it needs to wrap around.
    private final float[] values = new float[2 * CELLS];
    private final short[] order = new short[CELLS + 1];

    ValueNoise(long seed) {
        Draw d = new Draw(seed);
        for (int i = 0; i < CELLS; i++) {
            values[i] = (float) d.uniform(0, 1);
            order[i] = (short) i;
        }
        for (int i = CELLS - 1; i > 0; i--) {
            int j = d.below(i + 1);
            short swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        System.arraycopy(values, 0, values, CELLS, CELLS);
        order[CELLS] = order[0];
    }

    /** 0 to 1, mean about 0.5. */
    float at(double x, double y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        int column = ix & CELLS - 1;
        int row = iy & CELLS - 1;
        return between(
                order[column] + row, order[column + 1] + row, smooth((float) (x - ix)), smooth((float) (y - iy)));
    }

    /**
     * The noise at all places of a grid; for many places this costs a fraction of {@link #at}.
     *
     * @return {@code y.length * x.length} values, rows first
     */
    float[] grid(double[] x, double[] y) {
        int[] left = new int[x.length];
        int[] right = new int[x.length];
        float[] across = new float[x.length];
        for (int c = 0; c < x.length; c++) {
            int ix = (int) Math.floor(x[c]);
            left[c] = order[ix & CELLS - 1];
            right[c] = order[(ix & CELLS - 1) + 1];
            across[c] = smooth((float) (x[c] - ix));
        }
        float[] out = new float[y.length * x.length];
        for (int r = 0; r < y.length; r++) {
            int iy = (int) Math.floor(y[r]);
            int row = iy & CELLS - 1;
            float down = smooth((float) (y[r] - iy));
            for (int c = 0; c < x.length; c++) {
                out[r * x.length + c] = between(left[c] + row, right[c] + row, across[c], down);
            }
        }
        return out;
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    // Between two neighbouring columns and the rows at and after two places in the table.
    private float between(int left, int right, float across, float down) {
        float top = values[left] * (1 - across) + values[right] * across;
        float bottom = values[left + 1] * (1 - across) + values[right + 1] * across;
        return top * (1 - down) + bottom * down;
    }
}
