package dev.facet.faces;

import java.util.BitSet;

/** Where a concept, such as a brow or an action unit, is in a picture. Concepts may overlap. Immutable. */
public final class ConceptMask {

    private final int width;
    private final int height;
    private final BitSet pixels;

    private ConceptMask(int width, int height, BitSet pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * Makes a mask.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param pixels bit {@code y * width + x} is set where the concept is; copied
     */
    public static ConceptMask of(int width, int height, BitSet pixels) {
        if (width < 1 || height < 1 || pixels.length() > (long) width * height) {
            throw new IllegalArgumentException(
                    "bit " + (pixels.length() - 1) + " is outside a mask of " + width + "x" + height);
        }
        return new ConceptMask(width, height, (BitSet) pixels.clone());
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** Whether the concept is at a pixel. */
    public boolean contains(int x, int y) {
        return pixels.get(y * width + x);
    }

    /** Number of pixels of the concept. */
    public int count() {
        return pixels.cardinality();
    }

    /** The mask at another resolution; each new pixel takes the value at its centre. */
    public ConceptMask resize(int w, int h) {
        return w == width && h == height ? this : resize(0, 0, width, height, w, h);
    }

    /**
     * The mask of a rectangle at another resolution; see {@link Image#resize(double, double, double, double, int, int)}.
     * Outside the picture the concept is not.
     */
    public ConceptMask resize(double x0, double y0, double x1, double y1, int w, int h) {
        if (w < 1 || h < 1 || !(x1 > x0) || !(y1 > y0)) {
            throw new IllegalArgumentException(
                    "cannot resize (" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ") to " + w + "x" + h);
        }
        BitSet out = new BitSet(w * h);
        for (int y = 0; y < h; y++) {
            int sy = (int) Math.floor(y0 + (y + 0.5) * (y1 - y0) / h);
            for (int x = 0; x < w; x++) {
                int sx = (int) Math.floor(x0 + (x + 0.5) * (x1 - x0) / w);
                boolean inside = sx >= 0 && sy >= 0 && sx < width && sy < height;
                out.set(y * w + x, inside && contains(sx, sy));
            }
        }
        return new ConceptMask(w, h, out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConceptMask o && o.width == width && o.height == height && o.pixels.equals(pixels);
    }

    @Override
    public int hashCode() {
        return pixels.hashCode() * 31 + width;
    }

    @Override
    public String toString() {
        return "ConceptMask " + width + "x" + height + ", " + count() + " pixels";
    }
}
