package dev.facet.faces;

import java.util.SplittableRandom;

/** Applies an {@link Augmentation} with one draw of random numbers per picture. */
final class Augmenter {

    private final Augmentation ranges;
    private final int size;

    /** @param size side of the square result in pixels */
    Augmenter(Augmentation ranges, int size) {
        this.ranges = ranges;
        this.size = size;
    }

    /** The side that cached pictures should have: room to move without blur, no more. */
    int workingSize() {
        return ranges.movesPixels() ? Math.round(size * 1.2f) : size;
    }

    /**
     * Makes the picture that a network sees.
     *
     * @param source square, {@link #workingSize()} pixels
     * @param random drawn from in a fixed order whatever the ranges are, so that changing one range leaves the others'
     *     draws alone
     * @return size x size x 3 bytes, new
     */
    byte[] apply(byte[] source, SplittableRandom random) {
        double dx = either(random, ranges.shift());
        double dy = either(random, ranges.shift());
        double scale = 1 + either(random, ranges.scale());
        double angle = Math.toRadians(either(random, ranges.rotationDegrees()));
        boolean flip = random.nextDouble() < ranges.flip();
        boolean grey = random.nextDouble() < ranges.grey();
        ColourJitter colours = new ColourJitter(
                1 + (float) either(random, ranges.brightness()),
                1 + (float) either(random, ranges.contrast()),
                grey ? 0 : 1 + (float) either(random, ranges.saturation()),
                1 + (float) either(random, ranges.tint()),
                1 + (float) either(random, ranges.tint()));
        byte[] out;
        if (ranges.movesPixels()) {
            out = warp(source, dx, dy, scale, angle, flip);
        } else {
            out = flip ? Image.of(size, size, source).flip().rgb() : source.clone();
        }
        if (ranges.changesColours()) {
            colours.applyTo(out);
        }
        return out;
    }

    private static double either(SplittableRandom random, double range) {
        return (2 * random.nextDouble() - 1) * range;
    }

    // Output pixel -> source position by the inverse map, bilinear between pixels, border pixels repeated outside.
    private byte[] warp(byte[] source, double dx, double dy, double scale, double angle, boolean flip) {
        int n = workingSize();
        byte[] out = new byte[size * size * 3];
        double step = n / (size * scale);
        float ax = (float) (Math.cos(angle) * step * (flip ? -1 : 1));
        float bx = (float) (Math.sin(angle) * step * (flip ? -1 : 1));
        float ay = (float) (-Math.sin(angle) * step);
        float by = (float) (Math.cos(angle) * step);
        float cx = (float) (n * (0.5 + dx)) - 0.5f;
        float cy = (float) (n * (0.5 + dy)) - 0.5f;
        int o = 0;
        for (int y = 0; y < size; y++) {
            float v = y + 0.5f - size / 2f;
            for (int x = 0; x < size; x++) {
                float u = x + 0.5f - size / 2f;
                float sx = Math.max(0, Math.min(n - 1, cx + ax * u + bx * v));
                float sy = Math.max(0, Math.min(n - 1, cy + ay * u + by * v));
                int x0 = Math.min((int) sx, n - 2);
                int y0 = Math.min((int) sy, n - 2);
                float fx = sx - x0;
                float fy = sy - y0;
                int i = 3 * (y0 * n + x0);
                int below = i + 3 * n;
                for (int c = 0; c < 3; c++, o++) {
                    float top = (source[i + c] & 255) * (1 - fx) + (source[i + 3 + c] & 255) * fx;
                    float bottom = (source[below + c] & 255) * (1 - fx) + (source[below + 3 + c] & 255) * fx;
                    out[o] = (byte) (top * (1 - fy) + bottom * fy + 0.5f);
                }
            }
        }
        return out;
    }
}
