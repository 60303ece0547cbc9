package dev.facet.faces.synth;

import java.util.Arrays;

/** What is nearest at every pixel: material, surface coordinates and light; filled by drawing meshes in any order. */
final class GBuffer {

    /** Nothing drawn. */
    static final byte EMPTY = 0;

    /** More than rounding can lift an interpolated depth above the nearest corner's; depths stay below 10 face units. */
    private static final float DEPTH_MARGIN = 1e-4f;

    final int side;
    final float[] depth;
    final byte[] material;
    /** u, v, light, gloss of each pixel; of pixels that are drawn only. */
    final float[] surface;

    /** Says where a mesh has holes. */
    interface Cut {
        boolean keeps(float u, float v);
    }

    GBuffer(int side) {
        this.side = side;
        int n = side * side;
        depth = new float[n];
        material = new byte[n];
        surface = new float[4 * n];
        clear();
    }

    /** Takes away all that is drawn. */
    void clear() {
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
        Arrays.fill(material, EMPTY);
    }

    /** @param cut leaves pixels out by their surface coordinates, or null */
    void draw(Mesh mesh, byte kind, Cut cut) {
        PixelBounds upper = new PixelBounds(mesh.columns, side);
        PixelBounds lower = new PixelBounds(mesh.columns, side);
        lower.read(mesh, 0);
        for (int r = 0; r + 1 < mesh.rows; r++) {
            PixelBounds swap = upper;
            upper = lower;
            lower = swap;
            lower.read(mesh, r + 1);
            for (int c = 0; c + 1 < mesh.columns; c++) {
                // Most cells of a mesh are so small that they hold no pixel's centre: whole numbers tell that already.
                if (PixelBounds.emptyCell(upper, lower, c)) {
                    continue;
                }
                int a = r * mesh.columns + c;
                int b = a + 1;
                int d = a + mesh.columns;
                int x0 = Math.min(upper.left[c + 1], lower.left[c]);
                int x1 = Math.max(upper.right[c + 1], lower.right[c]);
                int y0 = Math.min(upper.top[c + 1], lower.top[c]);
                int y1 = Math.max(upper.bottom[c + 1], lower.bottom[c]);
                triangle(
                        mesh,
                        a,
                        b,
                        d,
                        Math.min(x0, upper.left[c]),
                        Math.max(x1, upper.right[c]),
                        Math.min(y0, upper.top[c]),
                        Math.max(y1, upper.bottom[c]),
                        kind,
                        cut);
                triangle(
                        mesh,
                        b,
                        d + 1,
                        d,
                        Math.min(x0, lower.left[c + 1]),
                        Math.max(x1, lower.right[c + 1]),
                        Math.min(y0, lower.top[c + 1]),
                        Math.max(y1, lower.bottom[c + 1]),
                        kind,
                        cut);
            }
        }
    }

    // Pixels x0 to x1, y0 to y1 hold all that the corners a, b, c may cover.
    private void triangle(Mesh m, int a, int b, int c, int x0, int x1, int y0, int y1, byte kind, Cut cut) {
        if (x0 > x1 || y0 > y1) {
            return;
        }
        float az = m.screen[3 * a + 2];
        float bz = m.screen[3 * b + 2];
        float cz = m.screen[3 * c + 2];
        if (hidden(Math.max(az, Math.max(bz, cz)) + DEPTH_MARGIN, x0, x1, y0, y1)) {
            return;
        }
        float ax = m.screen[3 * a];
        float ay = m.screen[3 * a + 1];
        float bx = m.screen[3 * b] - ax;
        float by = m.screen[3 * b + 1] - ay;
        float cx = m.screen[3 * c] - ax;
        float cy = m.screen[3 * c + 1] - ay;
        float area = bx * cy - by * cx;
        if (Math.abs(area) < 1e-6f) {
            return;
        }
        float inverse = 1 / area;
        float[] values = m.surface;
        int a4 = 4 * a;
        int b4 = 4 * b;
        int c4 = 4 * c;
        for (int y = y0; y <= y1; y++) {
            float py = y + 0.5f - ay;
            float pyCx = py * cx;
            float bxPy = bx * py;
            for (int x = x0; x <= x1; x++) {
                float px = x + 0.5f - ax;
                float wb = (px * cy - pyCx) * inverse;
                float wc = (bxPy - by * px) * inverse;
                float wa = 1 - wb - wc;
                if (Math.min(wa, Math.min(wb, wc)) < 0) {
                    continue;
                }
                int i = y * side + x;
                float z = wa * az + wb * bz + wc * cz;
                if (z <= depth[i]) {
                    continue;
                }
                float u = wa * values[a4] + wb * values[b4] + wc * values[c4];
                float v = wa * values[a4 + 1] + wb * values[b4 + 1] + wc * values[c4 + 1];
                if (cut != null && !cut.keeps(u, v)) {
                    continue;
                }
                depth[i] = z;
                material[i] = kind;
                surface[4 * i] = u;
                surface[4 * i + 1] = v;
                surface[4 * i + 2] = wa * values[a4 + 2] + wb * values[b4 + 2] + wc * values[c4 + 2];
                surface[4 * i + 3] = wa * values[a4 + 3] + wb * values[b4 + 3] + wc * values[c4 + 3];
            }
        }
    }

    /** Whether something nearer than {@code z} is drawn at every pixel already. */
    private boolean hidden(float z, int x0, int x1, int y0, int y1) {
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                if (depth[y * side + x] < z) {
                    return false;
                }
            }
        }
        return true;
    }
}
