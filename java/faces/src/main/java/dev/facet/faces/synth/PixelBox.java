package dev.facet.faces.synth;

/** The pixels that a triangle of a mesh may cover at most. One object serves all triangles, one after the other. */
final class PixelBox {

    int left;
    int right;
    int top;
    int bottom;

    /**
     * Around a triangle between two rows of a mesh.
     *
     * @param c the column on its left
     * @param lower 0 for the upper left half of the cell, 1 for the lower right one, as {@link Mesh#first} counts
     */
    void surround(PixelBounds above, PixelBounds below, int c, int lower) {
        PixelBounds own = lower == 0 ? above : below;
        int corner = c + lower;
        left = Math.min(own.left[corner], Math.min(above.left[c + 1], below.left[c]));
        right = Math.max(own.right[corner], Math.max(above.right[c + 1], below.right[c]));
        top = Math.min(own.top[corner], Math.min(above.top[c + 1], below.top[c]));
        bottom = Math.max(own.bottom[corner], Math.max(above.bottom[c + 1], below.bottom[c]));
    }

    boolean isEmpty() {
        return left > right || top > bottom;
    }

    int count() {
        return (right - left + 1) * (bottom - top + 1);
    }
}
