package dev.facet.faces;

import dev.facet.faces.Framing.Kind;
import java.util.SplittableRandom;

/** Cuts a network's input out of a picture and varies it, with one draw of random numbers per picture. */
final class Augmenter {

    private static final long CROP = 0x63726F70L;

    private final Augmentation ranges;
    private final Framing framing;
    private final int size;

    /** @param size side of the square result in pixels */
    Augmenter(Augmentation ranges, Framing framing, int size) {
        if (framing.kind() != Kind.STRETCH && framing.shortestSide() < size) {
            throw new IllegalArgumentException("a shortest side of " + framing.shortestSide()
                    + " pixels has no room for a crop of " + size + "; enlarge it or ask for smaller pictures");
        }
        this.ranges = ranges;
        this.framing = framing;
        this.size = size;
    }

    /** The picture that should be cached: room to move without blur, no more. */
    Image working(Image picture) {
        return framing.working(picture, workingSide());
    }

    /** Side of the cached pictures where shapes change. */
    int workingSide() {
        return ranges.movesPixels() ? Math.round(size * 1.2f) : size;
    }

    /**
     * Makes the picture that a network sees.
     *
     * @param source from {@link #working}
     * @param seed of this picture's draws; they have a fixed order whatever the ranges are, so that changing one range
     *     leaves the others' draws alone, and the crop has a stream of its own
     * @return size x size x 3 bytes, which must not be written
     */
    byte[] apply(Image source, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
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
        byte[] out = ranges.movesPixels()
                ? warp(source, view(source, seed, dx, dy, scale), angle, flip)
                : cut(source, seed, flip).rgb();
        if (ranges.changesColours()) {
            out = out == source.rgb() ? out.clone() : out;
            colours.applyTo(out);
        }
        return out;
    }

    private static double either(SplittableRandom random, double range) {
        return (2 * random.nextDouble() - 1) * range;
    }

    private Image cut(Image source, long seed, boolean flip) {
        Image square = source;
        if (framing.kind() != Kind.STRETCH) {
            int[] corner = corner(source, seed);
            square = source.crop(corner[0], corner[1], size, size);
        }
        return flip ? square.flip() : square;
    }

    private int[] corner(Image source, long seed) {
        return framing.corner(source, size, new SplittableRandom(Mix.of(seed, CROP)));
    }

    /** Where the square's centre lies in the source, where pixel i has its centre at i, and source pixels per pixel. */
    private record View(float x, float y, double step) {}

    private View view(Image source, long seed, double dx, double dy, double scale) {
        if (framing.kind() == Kind.STRETCH) {
            int n = source.width();
            return new View((float) (n * (0.5 + dx)) - 0.5f, (float) (n * (0.5 + dy)) - 0.5f, n / (size * scale));
        }
        int[] corner = corner(source, seed);
        return new View(
                (float) (corner[0] + size * (0.5 + dx)) - 0.5f,
                (float) (corner[1] + size * (0.5 + dy)) - 0.5f,
                1 / scale);
    }

    // Output pixel -> source position by the inverse map, bilinear between pixels, border pixels repeated outside.
    private byte[] warp(Image picture, View view, double angle, boolean flip) {
        byte[] source = picture.rgb();
        int w = picture.width();
        int h = picture.height();
        byte[] out = new byte[size * size * 3];
        float ax = (float) (Math.cos(angle) * view.step * (flip ? -1 : 1));
        float bx = (float) (Math.sin(angle) * view.step * (flip ? -1 : 1));
        float ay = (float) (-Math.sin(angle) * view.step);
        float by = (float) (Math.cos(angle) * view.step);
        int o = 0;
        for (int y = 0; y < size; y++) {
            float v = y + 0.5f - size / 2f;
            float bxv = bx * v;
            float byv = by * v;
            for (int x = 0; x < size; x++, o += 3) {
                float u = x + 0.5f - size / 2f;
                float sx = within(view.x + ax * u + bxv, w - 1);
                float sy = within(view.y + ay * u + byv, h - 1);
                int x0 = Math.min((int) sx, w - 2);
                int y0 = Math.min((int) sy, h - 2);
                float right = sx - x0;
                float left = 1 - right;
                float below = sy - y0;
                float above = 1 - below;
                int i = 3 * (y0 * w + x0);
                int j = i + 3 * w;
                for (int c = 0; c < 3; c++) {
                    float top = (source[i + c] & 255) * left + (source[i + 3 + c] & 255) * right;
                    float bottom = (source[j + c] & 255) * left + (source[j + 3 + c] & 255) * right;
                    out[o + c] = (byte) (top * above + bottom * below + 0.5f);
                }
            }
        }
        return out;
    }

    // Comparisons, which processors foresee: nearly all places lie inside.
    private static float within(float v, int last) {
        return v > 0 ? v < last ? v : last : 0;
    }
}
