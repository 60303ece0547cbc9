package dev.facet.faces.synth;

import dev.facet.faces.Image;
import dev.facet.faces.internal.EightBits;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/** The camera: averages the fine pixels, then exposure, colour of the light, blur and noise. */
final class Finish {

    private Finish() {}

    static Image apply(BufferedImage fine, int size, Shot shot, Draw d) {
        int[] pixels = ((DataBufferInt) fine.getRaster().getDataBuffer()).getData();
        int n = fine.getWidth();
        float[] rgb = new float[size * size * 3];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = 2 * y * n + 2 * x;
                int p = pixels[i];
                int q = pixels[i + 1];
                int r = pixels[i + n];
                int s = pixels[i + n + 1];
                // Red and blue side by side in one sum: four times 255 leaves room between them.
                int redBlue = (p & 0xFF00FF) + (q & 0xFF00FF) + (r & 0xFF00FF) + (s & 0xFF00FF);
                int green = (p & 0xFF00) + (q & 0xFF00) + (r & 0xFF00) + (s & 0xFF00);
                int o = 3 * (y * size + x);
                rgb[o] = (redBlue >> 16) / 4f;
                rgb[o + 1] = (green >> 8) / 4f;
                rgb[o + 2] = (redBlue & 0xFFFF) / 4f;
            }
        }
        blur(rgb, size, shot.camera().blur() * size / 112);
        return Image.of(size, size, tones(rgb, shot, new SplittableRandom(d.seed())));
    }

    private static byte[] tones(float[] rgb, Shot shot, SplittableRandom random) {
        double warm = shot.light().warm();
        float[] gain = {
            (float) (shot.light().exposure() * (1 + 0.07 * warm)),
            (float) shot.light().exposure(),
            (float) (shot.light().exposure() * (1 - 0.09 * warm))
        };
        float contrast = (float) shot.camera().contrast();
        float saturation = (float) shot.camera().saturation();
        float noise = (float) shot.camera().noise() * 0.7f;
        byte[] out = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i += 3) {
            float grey = 0.299f * rgb[i] + 0.587f * rgb[i + 1] + 0.114f * rgb[i + 2];
            long bits = random.nextLong();
            for (int c = 0; c < 3; c++) {
                float v = (grey + saturation * (rgb[i + c] - grey)) * gain[c];
                v = 120 + contrast * (v - 120);
                // Two bytes of the random number make a triangular distribution.
                v += noise * ((bits & 255) + (bits >> 8 & 255) - 255) / 104f;
                bits >>>= 16;
                out[i + c] = (byte) EightBits.of(v);
            }
        }
        return out;
    }

    // A three-tap filter in both directions; its weight grows with the radius.
    private static void blur(float[] rgb, int size, double radius) {
        if (radius < 0.15) {
            return;
        }
        float side = (float) (0.25 * Math.min(1.2, radius));
        float middle = 1 - 2 * side;
        float[] line = new float[3 * size];
        for (int y = 0; y < size; y++) {
            System.arraycopy(rgb, 3 * y * size, line, 0, line.length);
            for (int i = 3; i < line.length - 3; i++) {
                rgb[3 * y * size + i] = middle * line[i] + side * (line[i - 3] + line[i + 3]);
            }
        }
        float[] above = new float[3 * size];
        for (int y = 0; y < size - 1; y++) {
            System.arraycopy(rgb, 3 * y * size, line, 0, line.length);
            for (int i = 0; y > 0 && i < line.length; i++) {
                rgb[3 * y * size + i] = middle * line[i] + side * (above[i] + rgb[3 * (y + 1) * size + i]);
            }
            float[] swap = above;
            above = line;
            line = swap;
        }
    }
}
