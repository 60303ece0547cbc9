package dev.facet.faces.synth;

/**
 * A grid of points of a surface, lit. Two surface coordinates u, v of each point are carried to the pixels, where the
 * material's colour is looked up by them.
 */
final class Mesh {

    final int rows;
    final int columns;
    /** Pixel x, pixel y, depth of each vertex. */
    final float[] screen;
    /** Turned position in face units, for normals. */
    private final float[] turned;

    /** u, v, light, gloss of each vertex: what pixels take over, side by side as they take it. */
    final float[] surface;

    Mesh(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        int n = rows * columns;
        screen = new float[3 * n];
        turned = new float[3 * n];
        surface = new float[4 * n];
    }

    void set(int row, int column, double x, double y, double z, double u, double v, Projection projection) {
        int i = row * columns + column;
        projection.project(x, y, z, screen, 3 * i);
        projection.rotate(x, y, z, turned, 3 * i);
        surface[4 * i] = (float) u;
        surface[4 * i + 1] = (float) v;
    }

    /**
     * The vertex at a triangle's first corner: upper left, or upper right.
     *
     * @param triangle every cell between four vertices makes two, which share the side from its upper right to its lower left:
     *     2 i is the upper left one of the cell whose upper left vertex is i, and 2 i + 1 the lower right one
     */
    int first(int triangle) {
        return (triangle >> 1) + (triangle & 1);
    }

    /** The vertex at its second corner: upper right, or lower right. */
    int second(int triangle) {
        return (triangle >> 1) + 1 + (columns & -(triangle & 1));
    }

    /** The vertex at its third corner: lower left. */
    int third(int triangle) {
        return (triangle >> 1) + columns;
    }

    float u(int row, int column) {
        return surface[4 * (row * columns + column)];
    }

    float v(int row, int column) {
        return surface[4 * (row * columns + column) + 1];
    }

    /**
     * Lights every vertex.
     *
     * @param outward 1 if rows x columns turn outwards to the viewer's side by the right-hand rule, else -1
     * @param wrap how far light reaches around the edge, 0 to 1
     * @param shine exponent of the highlight
     */
    void shade(Shot.Light l, int outward, double wrap, double shine) {
        double hx = l.x();
        double hy = l.y();
        double hz = l.z() + 1;
        double hn = Math.sqrt(hx * hx + hy * hy + hz * hz);
        for (int r = 0; r < rows; r++) {
            int up = Math.max(0, r - 1) * columns;
            int down = Math.min(rows - 1, r + 1) * columns;
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                int a = 3 * (up + c);
                int b = 3 * (down + c);
                int d = 3 * (r * columns + Math.max(0, c - 1));
                int e = 3 * (r * columns + Math.min(columns - 1, c + 1));
                float rx = turned[b] - turned[a];
                float ry = turned[b + 1] - turned[a + 1];
                float rz = turned[b + 2] - turned[a + 2];
                float cx = turned[e] - turned[d];
                float cy = turned[e + 1] - turned[d + 1];
                float cz = turned[e + 2] - turned[d + 2];
                double nx = outward * (cy * rz - cz * ry);
                double ny = outward * (cz * rx - cx * rz);
                double nz = outward * (cx * ry - cy * rx);
                double n = Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9;
                double lambert = (nx * l.x() + ny * l.y() + nz * l.z()) / n;
                double lit = Math.max(0, (lambert + wrap) / (1 + wrap));
                // The sky is brighter than the floor.
                surface[4 * i + 2] = (float) (l.ambient() * (1 - 0.15 * ny / n) + l.strength() * lit);
                double half = Math.max(0, (nx * hx + ny * hy + nz * hz) / (n * hn));
                // Below a half the power is nothing that eight bits could show.
                surface[4 * i + 3] = half < 0.5 ? 0 : (float) (l.strength() * Math.pow(half, shine));
            }
        }
    }

    /** Multiplies the light of a vertex, for shadows that the lamp does not explain. */
    void dim(int row, int column, double factor) {
        surface[4 * (row * columns + column) + 2] *= (float) factor;
    }
}
