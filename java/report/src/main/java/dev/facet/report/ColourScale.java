package dev.facet.report;

/**
 * Colours from white over blue to near black, of evenly falling lightness: readable in grey print and by colour-blind
 * readers, and light where a map is low.
 */
final class ColourScale {
    private static final int[] STOPS = {0xF7FBFF, 0xC6DBEF, 0x6BAED6, 0x2171B5, 0x08306B, 0x03122E};

    private ColourScale() {}

    /** The colour at {@code t} in [0, 1], as 0xRRGGBB. */
    static int colour(double t) {
        double at = Math.max(0, Math.min(1, t)) * (STOPS.length - 1);
        int below = Math.min((int) at, STOPS.length - 2);
        double fraction = at - below;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = STOPS[below] >> shift & 255;
            int b = STOPS[below + 1] >> shift & 255;
            colour |= (int) Math.round(a + fraction * (b - a)) << shift;
        }
        return colour;
    }

    /** The scale as a CSS gradient from left to right. */
    static String css() {
        StringBuilder css = new StringBuilder("linear-gradient(90deg");
        for (int stop : STOPS) {
            css.append(String.format(",#%06x", stop));
        }
        return css.append(')').toString();
    }
}
