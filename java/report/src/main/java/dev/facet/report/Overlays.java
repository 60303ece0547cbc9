package dev.facet.report;

import dev.facet.faces.Image;
import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.maps.TopMask;
import java.awt.image.BufferedImage;
import java.util.List;

/** Faces with what a channel sees in them. */
final class Overlays {
    /** Pictures are enlarged by a whole number until they have this many pixels a side. */
    private static final int LEAST_SIDE = 128;

    private static final int OUTLINE = 0xFFB000;
    private static final int OUTLINE_PIXELS = 2;
    private static final double FADED_CONTRAST = 0.45;
    private static final int FADED_TOWARDS = 245;

    private Overlays() {}

    /**
     * The face in colour where the channel is in its strongest tenth, faded grey elsewhere, with an outline between. Of a
     * dead map the whole face is faded.
     */
    static Image region(Image face, TopMask top) {
        int scale = scale(face);
        Image large = face.resize(face.width() * scale, face.height() * scale);
        PixelMask mask = top.mask().resized(large.height(), large.width());
        byte[] rgb = large.rgb().clone();
        for (int y = 0; y < large.height(); y++) {
            for (int x = 0; x < large.width(); x++) {
                int at = 3 * (y * large.width() + x);
                if (!mask.contains(y, x)) {
                    fade(rgb, at);
                } else if (onEdge(mask, y, x)) {
                    paint(rgb, at, OUTLINE, 1);
                }
            }
        }
        return Image.of(large.width(), large.height(), rgb);
    }

    /** The face with each part tinted in its colour. */
    static Image parts(Image face, List<PixelMask> parts, List<Integer> colours) {
        int scale = scale(face);
        Image large = face.resize(face.width() * scale, face.height() * scale);
        byte[] rgb = large.rgb().clone();
        for (int part = 0; part < parts.size(); part++) {
            PixelMask mask = parts.get(part).resized(large.height(), large.width());
            for (int y = 0; y < large.height(); y++) {
                for (int x = 0; x < large.width(); x++) {
                    if (mask.contains(y, x)) {
                        paint(rgb, 3 * (y * large.width() + x), colours.get(part), 0.5);
                    }
                }
            }
        }
        return Image.of(large.width(), large.height(), rgb);
    }

    /** The face alone, at the size of the others. */
    static Image plain(Image face) {
        int scale = scale(face);
        return face.resize(face.width() * scale, face.height() * scale);
    }

    /** A map's cells in colour, one pixel a cell, from its lowest value to its highest. */
    static BufferedImage cells(float[] map, int height, int width) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : map) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < map.length; i++) {
            double t = high > low ? ((double) map[i] - low) / ((double) high - low) : 0;
            picture.setRGB(i % width, i / width, ColourScale.colour(t));
        }
        return picture;
    }

    private static int scale(Image face) {
        return Math.max(1, (LEAST_SIDE + face.width() - 1) / face.width());
    }

    private static boolean onEdge(PixelMask mask, int y, int x) {
        int reach = OUTLINE_PIXELS;
        if (y < reach || x < reach || y >= mask.height() - reach || x >= mask.width() - reach) {
            return true;
        }
        return !mask.contains(y - reach, x)
                || !mask.contains(y + reach, x)
                || !mask.contains(y, x - reach)
                || !mask.contains(y, x + reach);
    }

    private static void fade(byte[] rgb, int at) {
        double luma = 0.299 * (rgb[at] & 255) + 0.587 * (rgb[at + 1] & 255) + 0.114 * (rgb[at + 2] & 255);
        byte grey = (byte) Math.round(FADED_CONTRAST * luma + (1 - FADED_CONTRAST) * FADED_TOWARDS);
        rgb[at] = grey;
        rgb[at + 1] = grey;
        rgb[at + 2] = grey;
    }

    private static void paint(byte[] rgb, int at, int colour, double strength) {
        for (int band = 0; band < 3; band++) {
            int tone = colour >> 16 - 8 * band & 255;
            rgb[at + band] = (byte) Math.round((rgb[at + band] & 255) * (1 - strength) + tone * strength);
        }
    }
}
