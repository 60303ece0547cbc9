package dev.facet.faces;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;

/** Conversions from Java2D's pictures. */
final class BufferedImages {

    private BufferedImages() {}

    static Image toImage(BufferedImage source) {
        int w = source.getWidth();
        int h = source.getHeight();
        byte[] out = new byte[w * h * 3];
        if (source.getType() == BufferedImage.TYPE_INT_RGB) {
            int[] data = ((DataBufferInt) source.getRaster().getDataBuffer()).getData();
            if (data.length == w * h) {
                for (int i = 0; i < data.length; i++) {
                    put(out, i, data[i]);
                }
                return Image.of(w, h, out);
            }
        }
        if (isInterleavedRgb(source)) {
            return Image.of(w, h, interleaved(source.getRaster(), out));
        }
        if (source.getRaster().getNumBands() <= 2
                && source.getColorModel().getNumColorComponents() == 1
                && source.getRaster().getDataBuffer().getDataType() != DataBuffer.TYPE_INT) {
            return Image.of(w, h, grey(source, out));
        }
        int[] line = new int[w];
        for (int y = 0; y < h; y++) {
            source.getRGB(0, y, w, 1, line, 0, w);
            for (int x = 0; x < w; x++) {
                put(out, y * w + x, overBlack(line[x]));
            }
        }
        return Image.of(w, h, out);
    }

    /** Whether the pixels are bytes of red, green and blue in sRGB, in any order, as decoders leave photographs. */
    private static boolean isInterleavedRgb(BufferedImage source) {
        ColorModel colours = source.getColorModel();
        WritableRaster raster = source.getRaster();
        return colours instanceof ComponentColorModel
                && colours.getColorSpace().isCS_sRGB()
                && !colours.hasAlpha()
                && raster.getNumBands() == 3
                && raster.getDataBuffer() instanceof DataBufferByte data
                && data.getNumBanks() == 1
                && data.getOffset() == 0
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                && raster.getParent() == null;
    }

    // Java2D's own way asks the colour model for every pixel, which takes several times as long as decoding.
    private static byte[] interleaved(WritableRaster raster, byte[] out) {
        PixelInterleavedSampleModel layout = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
        int[] bands = layout.getBandOffsets();
        int red = bands[0];
        int green = bands[1];
        int blue = bands[2];
        int o = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int i = y * layout.getScanlineStride();
            for (int x = 0; x < raster.getWidth(); x++, i += layout.getPixelStride(), o += 3) {
                out[o] = data[i + red];
                out[o + 1] = data[i + green];
                out[o + 2] = data[i + blue];
            }
        }
        return out;
    }

    // Java2D takes grey values for linear light and brightens them on the way to sRGB; picture files do not mean that.
    private static byte[] grey(BufferedImage source, byte[] out) {
        boolean indexed = source.getColorModel() instanceof IndexColorModel;
        int shift = Math.max(0, source.getSampleModel().getSampleSize(0) - 8);
        boolean alpha = source.getColorModel().hasAlpha() && source.getRaster().getNumBands() == 2;
        int[] values = null;
        int[] opacity = null;
        int w = source.getWidth();
        for (int y = 0; y < source.getHeight(); y++) {
            values = source.getRaster().getSamples(0, y, w, 1, 0, values);
            opacity = alpha ? source.getRaster().getSamples(0, y, w, 1, 1, opacity) : null;
            for (int x = 0; x < w; x++) {
                int v = indexed ? source.getRGB(x, y) & 255 : values[x] >> shift;
                v = alpha ? v * (opacity[x] >> shift) / 255 : v;
                put(out, y * w + x, v << 16 | v << 8 | v);
            }
        }
        return out;
    }

    private static int overBlack(int argb) {
        int a = argb >>> 24;
        if (a == 255) {
            return argb;
        }
        return (argb >> 16 & 255) * a / 255 << 16 | (argb >> 8 & 255) * a / 255 << 8 | (argb & 255) * a / 255;
    }

    private static void put(byte[] out, int pixel, int rgb) {
        out[3 * pixel] = (byte) (rgb >> 16);
        out[3 * pixel + 1] = (byte) (rgb >> 8);
        out[3 * pixel + 2] = (byte) rgb;
    }
}
