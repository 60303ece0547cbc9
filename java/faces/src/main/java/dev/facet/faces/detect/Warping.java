package dev.facet.faces.detect;

import dev.facet.faces.ConceptMask;
import dev.facet.faces.FaceParts;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Turns, scales and shifts pictures. A new pixel is a mean of the old ones under a triangle filter: bilinear where the
 * picture grows; where it shrinks the filter's support grows with the reduction and turns with the picture, so that
 * nothing aliases. Without a turn this is {@link Image#resize(double, double, double, double, int, int)}. Beyond the border
 * the border pixels are repeated.
 */
public final class Warping {

    private Warping() {}

    /**
     * Warps a picture.
     *
     * @param source the picture
     * @param transform from pixels of the picture to pixels of the result, where pixel i covers [i, i+1) in both
     * @param width of the result, at least 1
     * @param height of the result, at least 1
     */
    public static Image warp(Image source, SimilarityTransform transform, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("cannot warp to " + width + "x" + height + " pixels");
        }
        SimilarityTransform back = transform.inverse();
        Sampler sampler = back.scale() <= 1 ? new Bilinear(source) : new Shrinking(source, transform);
        byte[] out = new byte[width * height * 3];
        double[] colour = new double[3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sampler.sample(x + 0.5, y + 0.5, back.x(x + 0.5, y + 0.5), back.y(x + 0.5, y + 0.5), colour);
                for (int c = 0; c < 3; c++) {
                    out[3 * (y * width + x) + c] = (byte) Math.min(255, (int) (colour[c] + 0.5));
                }
            }
        }
        return Image.of(width, height, out);
    }

    /**
     * Warps part masks; each new pixel takes the label at its centre. Outside the old picture there is no part.
     *
     * @param transform as for {@link #warp(Image, SimilarityTransform, int, int)}
     */
    public static PartMasks warp(PartMasks source, SimilarityTransform transform, int width, int height) {
        SimilarityTransform back = transform.inverse();
        byte[] labels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = (int) Math.floor(back.x(x + 0.5, y + 0.5));
                int sy = (int) Math.floor(back.y(x + 0.5, y + 0.5));
                boolean inside = sx >= 0 && sy >= 0 && sx < source.width() && sy < source.height();
                labels[y * width + x] = inside ? source.label(sx, sy) : PartMasks.NONE;
            }
        }
        Map<FaceParts, PartMasks.Provenance> provenance = new EnumMap<>(FaceParts.class);
        source.parts().forEach(part -> provenance.put(part, source.provenance(part)));
        return PartMasks.of(width, height, labels, provenance);
    }

    /**
     * Warps a concept's mask; each new pixel takes the value at its centre. Outside the old picture the concept is not.
     *
     * @param transform as for {@link #warp(Image, SimilarityTransform, int, int)}
     */
    public static ConceptMask warp(ConceptMask source, SimilarityTransform transform, int width, int height) {
        SimilarityTransform back = transform.inverse();
        BitSet pixels = new BitSet(width * height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = (int) Math.floor(back.x(x + 0.5, y + 0.5));
                int sy = (int) Math.floor(back.y(x + 0.5, y + 0.5));
                boolean inside = sx >= 0 && sy >= 0 && sx < source.width() && sy < source.height();
                pixels.set(y * width + x, inside && source.contains(sx, sy));
            }
        }
        return ConceptMask.of(width, height, pixels);
    }

    /** Gives the colour of a new pixel from its centre in the result and in the source. */
    private interface Sampler {
        void sample(double x, double y, double sourceX, double sourceY, double[] colour);
    }

    private static int clamp(long i, int size) {
        return (int) Math.max(0, Math.min(size - 1, i));
    }

    /** Mean of the four nearest pixels. */
    private record Bilinear(Image source) implements Sampler {
        @Override
        public void sample(double x, double y, double sourceX, double sourceY, double[] colour) {
            long left = (long) Math.floor(sourceX - 0.5);
            long top = (long) Math.floor(sourceY - 0.5);
            double right = sourceX - 0.5 - left;
            double bottom = sourceY - 0.5 - top;
            int x0 = clamp(left, source.width());
            int x1 = clamp(left + 1, source.width());
            int row0 = clamp(top, source.height()) * source.width();
            int row1 = clamp(top + 1, source.height()) * source.width();
            byte[] rgb = source.rgb();
            for (int c = 0; c < 3; c++) {
                double upper =
                        (1 - right) * (rgb[3 * (row0 + x0) + c] & 255) + right * (rgb[3 * (row0 + x1) + c] & 255);
                double lower =
                        (1 - right) * (rgb[3 * (row1 + x0) + c] & 255) + right * (rgb[3 * (row1 + x1) + c] & 255);
                colour[c] = (1 - bottom) * upper + bottom * lower;
            }
        }
    }

    /** Mean of all pixels less than a new pixel away in both directions of the result, weighted by nearness. */
    private record Shrinking(Image source, SimilarityTransform transform) implements Sampler {
        @Override
        public void sample(double x, double y, double sourceX, double sourceY, double[] colour) {
            double square = transform.a() * transform.a() + transform.b() * transform.b();
            double reach = (Math.abs(transform.a()) + Math.abs(transform.b())) / square;
            long left = (long) Math.floor(sourceX - reach - 0.5);
            long right = (long) Math.ceil(sourceX + reach - 0.5);
            long top = (long) Math.floor(sourceY - reach - 0.5);
            long bottom = (long) Math.ceil(sourceY + reach - 0.5);
            byte[] rgb = source.rgb();
            double red = 0;
            double green = 0;
            double blue = 0;
            double sum = 0;
            for (long j = top; j <= bottom; j++) {
                int row = clamp(j, source.height()) * source.width();
                for (long i = left; i <= right; i++) {
                    double across = 1 - Math.abs(transform.x(i + 0.5, j + 0.5) - x);
                    double down = 1 - Math.abs(transform.y(i + 0.5, j + 0.5) - y);
                    if (across > 0 && down > 0) {
                        double weight = across * down;
                        int at = 3 * (row + clamp(i, source.width()));
                        red += weight * (rgb[at] & 255);
                        green += weight * (rgb[at + 1] & 255);
                        blue += weight * (rgb[at + 2] & 255);
                        sum += weight;
                    }
                }
            }
            colour[0] = red / sum;
            colour[1] = green / sum;
            colour[2] = blue / sum;
        }
    }
}
