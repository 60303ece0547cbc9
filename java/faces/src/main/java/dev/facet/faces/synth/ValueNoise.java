package dev.facet.faces.synth;

/** Smooth noise over the plane: random values on a grid, interpolated. Repeats every 256 cells. */
final class ValueNoise {

    private final float[] values = new float[256];
    private final byte[] order = new byte[256];

    ValueNoise(long seed) {
        Draw d = new Draw(seed);
        for (int i = 0; i < 256; i++) {
            values[i] = (float) d.uniform(0, 1);
            order[i] = (byte) i;
        }
        for (int i = 255; i > 0; i--) {
            int j = d.below(i + 1);
            byte swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    /** 0 to 1, mean about 0.5. */
    float at(double x, double y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        float fx = (float) (x - ix);
        float fy = (float) (y - iy);
        fx = fx * fx * (3 - 2 * fx);
        fy = fy * fy * (3 - 2 * fy);
        float top = value(ix, iy) * (1 - fx) + value(ix + 1, iy) * fx;
        float bottom = value(ix, iy + 1) * (1 - fx) + value(ix + 1, iy + 1) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    private float value(int x, int y) {
        return values[(order[x & 255] & 255) + y & 255];
    }
}
