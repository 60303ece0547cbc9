package dev.facet.interpret.maps;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of pixels of a height × width picture, one bit a pixel, rows first. Immutable. */
public final class PixelMask {
    private final int height;
    private final int width;
    private final long[] words;
    private final int count;

    private PixelMask(int height, int width, long[] words) {
        this.height = height;
        this.width = width;
        this.words = words;
        int bits = 0;
        for (long word : words) {
            bits += Long.bitCount(word);
        }
        this.count = bits;
    }

    /**
     * The pixels for which {@code inside} holds.
     *
     * @param inside asked once for each index {@code y * width + x}
     * @throws IllegalArgumentException if a side is not positive, or there are more pixels than an int counts
     */
    public static PixelMask of(int height, int width, IntPredicate inside) {
        int pixels = MapSize.count(height, width);
        long[] words = new long[(pixels + 63) >>> 6];
        for (int i = 0; i < pixels; i++) {
            if (inside.test(i)) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return new PixelMask(height, width, words);
    }

    /**
     * The pixels whose values are at least a bound; NaN is not.
     *
     * @param values height × width, rows first
     * @throws IllegalArgumentException if a side is not positive or the count of values is another
     */
    static PixelMask atLeast(int height, int width, float[] values, float bound) {
        MapSize.require(values, height, width);
        // Without a branch a pixel: the border of a region is anywhere.
        long[] words = new long[(values.length + 63) >>> 6];
        for (int w = 0; w < words.length; w++) {
            int first = w << 6;
            int last = Math.min(first + 64, values.length);
            long word = 0;
            for (int i = first; i < last; i++) {
                word |= (values[i] >= bound ? 1L : 0L) << i;
            }
            words[w] = word;
        }
        return new PixelMask(height, width, words);
    }

    /** The empty set of a height × width picture. */
    public static PixelMask empty(int height, int width) {
        return of(height, width, i -> false);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The number of pixels in the set. */
    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Whether the pixel in row {@code y} and column {@code x} is in the set. */
    public boolean contains(int y, int x) {
        if (y < 0 || y >= height || x < 0 || x >= width) {
            throw new IndexOutOfBoundsException("pixel (" + y + ", " + x + ") of a " + height + "x" + width + " mask");
        }
        return bit(y * width + x);
    }

    /** The number of pixels in both sets. */
    public int intersectionCount(PixelMask other) {
        requireSameSize(other);
        int bits = 0;
        for (int i = 0; i < words.length; i++) {
            bits += Long.bitCount(words[i] & other.words[i]);
        }
        return bits;
    }

    /** Intersection over union, in [0, 1]; 0 where both sets are empty. */
    public double iou(PixelMask other) {
        int both = intersectionCount(other);
        int either = count + other.count - both;
        return either == 0 ? 0 : (double) both / either;
    }

    /** The same set on another grid: each new pixel takes the old pixel under its centre. */
    public PixelMask resized(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        return of(newHeight, newWidth, i -> {
            int y = (int) ((2L * (i / newWidth) + 1) * height / (2L * newHeight));
            int x = (int) ((2L * (i % newWidth) + 1) * width / (2L * newWidth));
            return bit(y * width + x);
        });
    }

    private boolean bit(int index) {
        return (words[index >>> 6] >>> index & 1) != 0;
    }

    private void requireSameSize(PixelMask other) {
        if (height != other.height || width != other.width) {
            throw new IllegalArgumentException("masks of different sizes: " + height + "x" + width + " and "
                    + other.height + "x" + other.width + "; resize one first");
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PixelMask m && height == m.height && width == m.width && Arrays.equals(words, m.words);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return count + " of " + height + "x" + width + " pixels";
    }
}
