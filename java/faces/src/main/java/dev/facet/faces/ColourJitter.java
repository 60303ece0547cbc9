package dev.facet.faces;

import dev.facet.faces.internal.EightBits;

/**
 * A change of colours: {@code v' = brightness * (mean + contrast * (s - mean))} with {@code s} the value moved away from
 * (saturation above 1) or towards (below 1) the pixel's luma and {@code mean} the picture's mean luma.
 *
 * @param brightness factor, 1 keeps
 * @param contrast factor around the mean luma, 1 keeps
 * @param saturation factor around each pixel's luma; 1 keeps, 0 is grey
 * @param red factor of the red channel (white balance), 1 keeps
 * @param blue factor of the blue channel, 1 keeps
 */
public record ColourJitter(float brightness, float contrast, float saturation, float red, float blue) {

    /** Changes nothing. */
    public static final ColourJitter NONE = new ColourJitter(1, 1, 1, 1, 1);

    /** Luma only. */
    public static final ColourJitter GREY = new ColourJitter(1, 1, 0, 1, 1);

    /** Refuses negative and non-finite factors. */
    public ColourJitter {
        for (float f : new float[] {brightness, contrast, saturation, red, blue}) {
            if (!(f >= 0) || Float.isInfinite(f)) {
                throw new IllegalArgumentException("colour jitter factors must be finite and not negative, got " + f);
            }
        }
    }

    static float luma(float r, float g, float b) {
        return 0.299f * r + 0.587f * g + 0.114f * b;
    }

    /** Applies the change to a whole picture. */
    public Image apply(Image image) {
        byte[] out = image.rgb().clone();
        applyTo(out);
        return Image.of(image.width(), image.height(), out);
    }

    /** In place, for pixels that nobody else holds yet. */
    void applyTo(byte[] rgb) {
        if (equals(NONE)) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += luma((rgb[i] & 255) * red, rgb[i + 1] & 255, (rgb[i + 2] & 255) * blue);
        }
        float mean = (float) (sum / (rgb.length / 3));
        for (int i = 0; i < rgb.length; i += 3) {
            float r = (rgb[i] & 255) * red;
            float g = rgb[i + 1] & 255;
            float b = (rgb[i + 2] & 255) * blue;
            float grey = luma(r, g, b);
            rgb[i] = tone(r, grey, mean);
            rgb[i + 1] = tone(g, grey, mean);
            rgb[i + 2] = tone(b, grey, mean);
        }
    }

    private byte tone(float v, float grey, float mean) {
        float s = grey + saturation * (v - grey);
        float t = brightness * (mean + contrast * (s - mean));
        return (byte) EightBits.of(t);
    }
}
