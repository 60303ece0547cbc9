package dev.facet.faces.synth;

import java.util.Arrays;

/**
 * A list of the pixels that triangles cover with their centres, and the weights of the triangles' corners there.
 *
 * <p>Most triangles of a head are a pixel or two large. A branch for every pixel, or a loop over what one triangle covers,
 * would be foreseen wrongly as often as not; so every pixel of a triangle's box is written, the list's end moves on over
 * those that are covered, and the list is read when it holds many triangles' pixels. For one thread.
 */
final class Coverage {

    private static final int ROOM = 8192;

    /** Below this many square pixels a triangle is seen from the side, and its weights would be noise. */
    private static final float LEAST_AREA = 1e-6f;

    private final int side;
    private int count;
    /** Pixel in the lower half, triangle in the upper one. */
    private long[] place = new long[ROOM];

    private float[] second = new float[ROOM];
    private float[] third = new float[ROOM];

    /** @param side of the raster in pixels */
    Coverage(int side) {
        this.side = side;
    }

    /** How many entries there are. */
    int count() {
        return count;
    }

    /** Whether it is time to read the list. */
    boolean holdsMany() {
        return count > ROOM / 2;
    }

    void clear() {
        count = 0;
    }

    int pixel(int entry) {
        return (int) place[entry];
    }

    /** The triangle of an entry, as {@link Mesh#first} counts. */
    int triangle(int entry) {
        return (int) (place[entry] >>> Integer.SIZE);
    }

    /** The weight of the triangle's second corner. */
    float second(int entry) {
        return second[entry];
    }

    /** The weight of its third corner; that of the first is what is missing to 1. */
    float third(int entry) {
        return third[entry];
    }

    /** @param box not empty */
    void add(Mesh mesh, int triangle, PixelBox box) {
        float[] screen = mesh.screen;
        int a = 3 * mesh.first(triangle);
        int b = 3 * mesh.second(triangle);
        int c = 3 * mesh.third(triangle);
        float ax = screen[a];
        float ay = screen[a + 1];
        float bx = screen[b] - ax;
        float by = screen[b + 1] - ay;
        float cx = screen[c] - ax;
        float cy = screen[c + 1] - ay;
        float area = bx * cy - by * cx;
        if (Math.abs(area) < LEAST_AREA) {
            return;
        }
        reserve(box.count());
        float inverse = 1 / area;
        long[] places = place;
        float[] seconds = second;
        float[] thirds = third;
        int n = count;
        int right = box.right;
        int bottom = box.bottom;
        int wide = right - box.left + 1;
        int skip = side - wide;
        int x = box.left;
        int y = box.top;
        long entry = (long) triangle << Integer.SIZE | y * side + x;
        do {
            float px = x + 0.5f - ax;
            float py = y + 0.5f - ay;
            float wb = (px * cy - py * cx) * inverse;
            float wc = (bx * py - by * px) * inverse;
            places[n] = entry;
            seconds[n] = wb;
            thirds[n] = wc;
            // On by one where no weight is below zero; a zero is added to those that may be zeros with a sign.
            n += ~(bits(1 - wb - wc) | bits(wb + 0f) | bits(wc + 0f)) >>> 31;
            x++;
            int wrap = right - x >> 31;
            x -= wide & wrap;
            y -= wrap;
            entry += 1 + (skip & wrap);
        } while (y <= bottom);
        count = n;
    }

    private void reserve(int more) {
        int most = count + more;
        if (most > place.length) {
            place = Arrays.copyOf(place, 2 * most);
            second = Arrays.copyOf(second, 2 * most);
            third = Arrays.copyOf(third, 2 * most);
        }
    }

    private static int bits(float v) {
        return Float.floatToRawIntBits(v);
    }
}
