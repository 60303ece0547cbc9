package dev.facet.faces.synth;

import java.util.Arrays;

/** What is nearest at every pixel: material, surface coordinates and light; filled by drawing meshes in any order. */
final class GBuffer {

    /** Nothing drawn. */
    static final byte EMPTY = 0;

    final int side;
    final float[] depth;
    final byte[] material;
    final float[] u;
    final float[] v;
    final float[] light;
    final float[] gloss;

    /** Says where a mesh has holes. */
    interface Cut {
        boolean keeps(float u, float v);
    }

    GBuffer(int side) {
        this.side = side;
        int n = side * side;
        depth = new float[n];
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
        material = new byte[n];
        u = new float[n];
        v = new float[n];
        light = new float[n];
        gloss = new float[n];
    }

    /** @param cut leaves pixels out by their surface coordinates, or null */
    void draw(Mesh mesh, byte kind, Cut cut) {
        for (int r = 0; r + 1 < mesh.rows; r++) {
            for (int c = 0; c + 1 < mesh.columns; c++) {
                int a = r * mesh.columns + c;
                int b = a + 1;
                int d = a + mesh.columns;
                triangle(mesh, a, b, d, kind, cut);
                triangle(mesh, b, d + 1, d, kind, cut);
            }
        }
    }

    private void triangle(Mesh m, int a, int b, int c, byte kind, Cut cut) {
        float ax = m.screen[3 * a];
        float ay = m.screen[3 * a + 1];
        float bx = m.screen[3 * b];
        float by = m.screen[3 * b + 1];
        float cx = m.screen[3 * c];
        float cy = m.screen[3 * c + 1];
        float area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
        if (Math.abs(area) < 1e-6f) {
            return;
        }
        int x0 = Math.max(0, (int) Math.ceil(Math.min(ax, Math.min(bx, cx)) - 0.5f));
        int x1 = Math.min(side - 1, (int) Math.floor(Math.max(ax, Math.max(bx, cx)) - 0.5f));
        int y0 = Math.max(0, (int) Math.ceil(Math.min(ay, Math.min(by, cy)) - 0.5f));
        int y1 = Math.min(side - 1, (int) Math.floor(Math.max(ay, Math.max(by, cy)) - 0.5f));
        float inverse = 1 / area;
        for (int y = y0; y <= y1; y++) {
            float py = y + 0.5f;
            for (int x = x0; x <= x1; x++) {
                float px = x + 0.5f;
                float wb = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * inverse;
                float wc = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * inverse;
                float wa = 1 - wb - wc;
                if (wa < 0 || wb < 0 || wc < 0) {
                    continue;
                }
                int i = y * side + x;
                float z = wa * m.screen[3 * a + 2] + wb * m.screen[3 * b + 2] + wc * m.screen[3 * c + 2];
                if (z <= depth[i]) {
                    continue;
                }
                float pu = wa * m.u[a] + wb * m.u[b] + wc * m.u[c];
                float pv = wa * m.v[a] + wb * m.v[b] + wc * m.v[c];
                if (cut != null && !cut.keeps(pu, pv)) {
                    continue;
                }
                depth[i] = z;
                material[i] = kind;
                u[i] = pu;
                v[i] = pv;
                light[i] = wa * m.light[a] + wb * m.light[b] + wc * m.light[c];
                gloss[i] = wa * m.gloss[a] + wb * m.gloss[b] + wc * m.gloss[c];
            }
        }
    }
}
