package dev.facet.faces.synth;

/**
 * For each vertex of a row of a mesh the pixels whose centres lie beside it: the first at or to the right of it, the last
 * at or to the left of it, and likewise down; clipped to the raster. Rounding keeps order, so that the bounds of a
 * triangle are the outermost of its corners' bounds.
 */
final class PixelBounds {

    final int[] left;
    final int[] right;
    final int[] top;
    final int[] bottom;
    private final int side;

    PixelBounds(int columns, int side) {
        this.side = side;
        left = new int[columns];
        right = new int[columns];
        top = new int[columns];
        bottom = new int[columns];
    }

    void read(Mesh mesh, int row) {
        for (int c = 0; c < left.length; c++) {
            int i = 3 * (row * left.length + c);
            float x = mesh.screen[i] - 0.5f;
            float y = mesh.screen[i + 1] - 0.5f;
            left[c] = Math.max(0, (int) Math.ceil(x));
            right[c] = Math.min(side - 1, (int) Math.floor(x));
            top[c] = Math.max(0, (int) Math.ceil(y));
            bottom[c] = Math.min(side - 1, (int) Math.floor(y));
        }
    }

    /** Whether no pixel's centre lies within the bounds of the cell between columns c and c + 1 of two rows. */
    static boolean emptyCell(PixelBounds above, PixelBounds below, int c) {
        return least(above.left, below.left, c) > most(above.right, below.right, c)
                || least(above.top, below.top, c) > most(above.bottom, below.bottom, c);
    }

    private static int least(int[] above, int[] below, int c) {
        return Math.min(Math.min(above[c], above[c + 1]), Math.min(below[c], below[c + 1]));
    }

    private static int most(int[] above, int[] below, int c) {
        return Math.max(Math.max(above[c], above[c + 1]), Math.max(below[c], below[c + 1]));
    }
}
