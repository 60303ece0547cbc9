package dev.facet.faces.synth;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A small square picture drawn over a whole larger one, blurred by bilinear interpolation: bit for bit what
 * {@link Graphics2D#drawImage} does with that hint, at a fifth of the time. Java2D computes every pixel from four others;
 * here those of one row share what lies between their two columns.
 */
final class Enlargement {

    /** Places in the small picture have so many binary digits after the point, of which interpolation uses the first 8. */
    private static final int POINT = 32;

    /** Of a step of a colour after interpolation in both directions, for rounding. */
    private static final int HALF = 1 << 15;

    private final int from;
    private final int side;
    private final int[] column;
    private final int[] weight;
    private Row above;
    private Row below;

    /** Red, green and blue of a row of the small picture between its columns, 256 times what they are there. */
    private record Row(int[] red, int[] green, int[] blue) {}

    private Enlargement(int from, int side) {
        this.from = from;
        this.side = side;
        // A little larger than the canvas: interpolation fades at the border of the small picture.
        int margin = side / from + 1;
        double scale = (side + 2.0 * margin) / from;
        double step = 1 / scale;
        long each = (long) (step * (1L << POINT));
        long place = (long) ((step * 0.5 + margin / scale) * (1L << POINT)) - (1L << POINT - 1);
        column = new int[side];
        weight = new int[side];
        for (int x = 0; x < side; x++, place += each) {
            column[x] = (int) (place >> POINT);
            weight[x] = (int) (place >> POINT - 8) & 255;
        }
        above = new Row(new int[side], new int[side], new int[side]);
        below = new Row(new int[side], new int[side], new int[side]);
    }

    /**
     * Fills a canvas.
     *
     * @param small square, of 2 pixels and more, {@link BufferedImage#TYPE_INT_RGB}
     * @param canvas square and at least as large, likewise
     */
    static void draw(BufferedImage small, BufferedImage canvas) {
        new Enlargement(small.getWidth(), canvas.getWidth()).fill(pixels(small), pixels(canvas));
    }

    private static int[] pixels(BufferedImage picture) {
        return ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    }

    private void fill(int[] small, int[] out) {
        int last = -1;
        for (int y = 0; y < side; y++) {
            int row = column[y];
            if (row != last) {
                Row swap = above;
                above = below;
                below = swap;
                if (y == 0) {
                    across(small, row * from, above);
                }
                across(small, (row + 1) * from, below);
                last = row;
            }
            down(weight[y], out, y * side);
        }
    }

    private void across(int[] small, int at, Row to) {
        for (int x = 0; x < side; x++) {
            int left = small[at + column[x]];
            int right = small[at + column[x] + 1];
            to.red[x] = between(left >> 16 & 255, right >> 16 & 255, weight[x]);
            to.green[x] = between(left >> 8 & 255, right >> 8 & 255, weight[x]);
            to.blue[x] = between(left & 255, right & 255, weight[x]);
        }
    }

    private void down(int share, int[] out, int at) {
        for (int x = 0; x < side; x++) {
            int red = between(above.red[x], below.red[x], share) + HALF >> 16;
            int green = between(above.green[x], below.green[x], share) + HALF >> 16;
            int blue = between(above.blue[x], below.blue[x], share) + HALF >> 16;
            out[at + x] = red << 16 | green << 8 | blue;
        }
    }

    // 256 times the value at so many 256ths between two.
    private static int between(int a, int b, int share) {
        return (a << 8) + (b - a) * share;
    }
}
