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

    private final Coverage coverage;
    private final PixelBox box = new PixelBox();

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
        coverage = new Coverage(side);
        clear();
    }

    /** Takes away all that is drawn. */
    void clear() {
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
        Arrays.fill(material, EMPTY);
    }

    /** @param cut leaves pixels out by their surface coordinates, or null */
    void draw(Mesh mesh, byte kind, Cut cut) {
        // Empty unless the cut of the mesh before has thrown.
        coverage.clear();
        PixelBounds upper = new PixelBounds(mesh.columns, side);
        PixelBounds lower = new PixelBounds(mesh.columns, side);
        lower.read(mesh, 0);
        for (int r = 0; r + 1 < mesh.rows; r++) {
            PixelBounds swap = upper;
            upper = lower;
            lower = swap;
            lower.read(mesh, r + 1);
            for (int c = 0; c + 1 < mesh.columns; c++) {
                // Whole numbers tell that cells seen from the side or beside the picture hold no pixel's centre.
                if (PixelBounds.emptyCell(upper, lower, c)) {
                    continue;
                }
                int triangle = 2 * (r * mesh.columns + c);
                for (int half = 0; half < 2; half++) {
                    box.surround(upper, lower, c, half);
                    if (!box.isEmpty() && !hidden(mesh, triangle + half)) {
                        coverage.add(mesh, triangle + half, box);
                    }
                }
                if (coverage.holdsMany()) {
                    take(mesh, kind, cut);
                }
            }
        }
        take(mesh, kind, cut);
    }

    // Takes over what is covered, where nothing nearer is drawn.
    private void take(Mesh mesh, byte kind, Cut cut) {
        float[] screen = mesh.screen;
        float[] values = mesh.surface;
        int n = coverage.count();
        for (int k = 0; k < n; k++) {
            int i = coverage.pixel(k);
            int triangle = coverage.triangle(k);
            int a = mesh.first(triangle);
            int b = mesh.second(triangle);
            int c = mesh.third(triangle);
            float wb = coverage.second(k);
            float wc = coverage.third(k);
            float wa = 1 - wb - wc;
            float z = wa * screen[3 * a + 2] + wb * screen[3 * b + 2] + wc * screen[3 * c + 2];
            if (z <= depth[i]) {
                continue;
            }
            float u = wa * values[4 * a] + wb * values[4 * b] + wc * values[4 * c];
            float v = wa * values[4 * a + 1] + wb * values[4 * b + 1] + wc * values[4 * c + 1];
            if (cut != null && !cut.keeps(u, v)) {
                continue;
            }
            depth[i] = z;
            material[i] = kind;
            surface[4 * i] = u;
            surface[4 * i + 1] = v;
            surface[4 * i + 2] = wa * values[4 * a + 2] + wb * values[4 * b + 2] + wc * values[4 * c + 2];
            surface[4 * i + 3] = wa * values[4 * a + 3] + wb * values[4 * b + 3] + wc * values[4 * c + 3];
        }
        coverage.clear();
    }

    // Whether something nearer than all of a triangle is drawn at every pixel of the box already.
    private boolean hidden(Mesh mesh, int triangle) {
        float a = mesh.screen[3 * mesh.first(triangle) + 2];
        float b = mesh.screen[3 * mesh.second(triangle) + 2];
        float c = mesh.screen[3 * mesh.third(triangle) + 2];
        float nearest = Math.max(a, Math.max(b, c)) + DEPTH_MARGIN;
        for (int y = box.top; y <= box.bottom; y++) {
            for (int x = box.left; x <= box.right; x++) {
                if (depth[y * side + x] < nearest) {
                    return false;
                }
            }
        }
        return true;
    }
}
