package dev.facet.faces.synth;

import dev.facet.faces.internal.EightBits;
import java.awt.Color;

/** Arithmetic on colours packed as 0xRRGGBB. */
final class Colours {

    private Colours() {}

    static int rgb(double r, double g, double b) {
        return EightBits.of(r) << 16 | EightBits.of(g) << 8 | EightBits.of(b);
    }

    /** {@code a} at 0, {@code b} at 1. */
    static int mix(int a, int b, double t) {
        return rgb(
                (a >> 16 & 255) + t * ((b >> 16 & 255) - (a >> 16 & 255)),
                (a >> 8 & 255) + t * ((b >> 8 & 255) - (a >> 8 & 255)),
                (a & 255) + t * ((b & 255) - (a & 255)));
    }

    /** Darker below 1, lighter above. */
    static int scale(int colour, double factor) {
        return rgb((colour >> 16 & 255) * factor, (colour >> 8 & 255) * factor, (colour & 255) * factor);
    }

    /** @param alpha 0 (clear) to 1 (opaque) */
    static Color alpha(int colour, double alpha) {
        return new Color(colour & 0xFFFFFF | EightBits.of(255 * alpha) << 24, true);
    }

    /** A vivid or dull colour for clothes and walls. */
    static int any(Draw d, double saturation, double low, double high) {
        float s = (float) Math.max(0, Math.min(1, d.uniform(0, saturation)));
        return Color.HSBtoRGB((float) d.uniform(0, 1), s, (float) d.uniform(low, high)) & 0xFFFFFF;
    }
}
