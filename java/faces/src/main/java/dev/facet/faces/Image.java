package dev.facet.faces;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * An immutable picture: 8 bits each of red, green and blue, interleaved, rows from the top. Every operation returns a
 * new picture.
 */
public final class Image {

    /** Mean that {@link #writeNormalised} takes from every value. */
    public static final float MEAN = 127.5f;

    /** Scale that {@link #writeNormalised} divides by; values end in about [-1, 1]. */
    public static final float SCALE = 128f;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private Image(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Wraps pixels without copying them.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param rgb {@code height * width * 3} bytes, interleaved; belongs to the picture from now on
     */
    public static Image of(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
            throw new IllegalArgumentException("a picture of " + width + "x" + height + " needs " + width + "*" + height
                    + "*3 bytes, got " + rgb.length);
        }
        return new Image(width, height, rgb);
    }

    /** Copies a buffered image; transparent parts are laid over black. */
    public static Image of(BufferedImage source) {
        return BufferedImages.toImage(source);
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** The pixels themselves, {@code height * width * 3} bytes. They are shared for speed and must not be written. */
    public byte[] rgb() {
        return rgb;
    }

    /** The colour at a pixel as 0xRRGGBB. */
    public int pixel(int x, int y) {
        int i = 3 * (y * width + x);
        return (rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255;
    }

    /**
     * Cuts out a rectangle. Where it reaches over the border the border pixels are repeated.
     *
     * @param x left edge, may be negative
     * @param y upper edge, may be negative
     * @param w width of the result, at least 1
     * @param h height of the result, at least 1
     */
    public Image crop(int x, int y, int w, int h) {
        if (w < 1 || h < 1) {
            throw new IllegalArgumentException("a crop needs at least one pixel, got " + w + "x" + h);
        }
        byte[] out = new byte[w * h * 3];
        for (int r = 0; r < h; r++) {
            int row = Math.min(Math.max(y + r, 0), height - 1) * width;
            for (int c = 0; c < w; c++) {
                int from = 3 * (row + Math.min(Math.max(x + c, 0), width - 1));
                int to = 3 * (r * w + c);
                out[to] = rgb[from];
                out[to + 1] = rgb[from + 1];
                out[to + 2] = rgb[from + 2];
            }
        }
        return new Image(w, h, out);
    }

    /**
     * Resizes with a triangle filter whose support grows with the reduction, so that shrinking does not alias and
     * enlarging is bilinear (half-pixel centres).
     */
    public Image resize(int w, int h) {
        return w == width && h == height ? this : resize(0, 0, width, height, w, h);
    }

    /**
     * Resizes the rectangle with corners {@code (x0, y0)} and {@code (x1, y1)}, which may lie between pixels or reach
     * over the border (border pixels are repeated); the filter is that of {@link #resize(int, int)}.
     *
     * @param x0 left edge in pixels; pixel i covers [i, i+1)
     * @param y0 upper edge
     * @param x1 right edge, greater than x0
     * @param y1 lower edge, greater than y0
     * @param w width of the result
     * @param h height of the result
     */
    public Image resize(double x0, double y0, double x1, double y1, int w, int h) {
        if (w < 1 || h < 1 || !(x1 > x0) || !(y1 > y0)) {
            throw new IllegalArgumentException("cannot resize (" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ") of a "
                    + width + "x" + height + " picture to " + w + "x" + h);
        }
        return new Image(w, h, Resampling.resize(rgb, width, height, x0, y0, x1, y1, w, h));
    }

    /** Mirrors left and right. */
    public Image flip() {
        byte[] out = new byte[rgb.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(rgb, 3 * (y * width + x), out, 3 * (y * width + width - 1 - x), 3);
            }
        }
        return new Image(width, height, out);
    }

    /** Luma (ITU-R BT.601) in all three channels. */
    public Image greyscale() {
        return ColourJitter.GREY.apply(this);
    }

    /** Changes brightness, contrast, saturation and grey value. */
    public Image jitter(ColourJitter jitter) {
        return jitter.apply(this);
    }

    /**
     * Writes {@code (v - 127.5) / 128}, height x width x 3, at the buffer's position and advances it.
     *
     * @param out at least {@code height * width * 3} values remaining
     */
    public void writeNormalised(FloatBuffer out) {
        float[] line = new float[3 * width];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < line.length; i++) {
                line[i] = ((rgb[y * line.length + i] & 255) - MEAN) / SCALE;
            }
            out.put(line);
        }
    }

    /** A copy for Java2D and ImageIO, of type {@link BufferedImage#TYPE_INT_RGB}. */
    public BufferedImage toBufferedImage() {
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] data = ((DataBufferInt) out.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < data.length; i++) {
            data[i] = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
        }
        return out;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image o && o.width == width && o.height == height && Arrays.equals(o.rgb, rgb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rgb) * 31 + width;
    }

    @Override
    public String toString() {
        return "Image " + width + "x" + height;
    }
}
