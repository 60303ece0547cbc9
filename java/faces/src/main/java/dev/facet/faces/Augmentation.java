package dev.facet.faces;

/**
 * How training pictures are varied. Ranges are drawn uniformly and independently for each picture.
 *
 * @param shift largest shift as a fraction of the side, in both directions, 0 to 0.5
 * @param scale largest relative change of size: factors are drawn from [1 - scale, 1 + scale], 0 to 0.5
 * @param rotationDegrees largest rotation either way, 0 to 45
 * @param flip probability of mirroring, 0 to 1
 * @param grey probability of removing all colour, 0 to 1
 * @param brightness largest relative change, 0 to below 1
 * @param contrast largest relative change, 0 to below 1
 * @param saturation largest relative change, 0 to 1
 * @param tint largest relative change of the red and of the blue channel, 0 to below 1
 */
public record Augmentation(
        float shift,
        float scale,
        float rotationDegrees,
        float flip,
        float grey,
        float brightness,
        float contrast,
        float saturation,
        float tint) {

    /** Pictures as they are; for evaluation. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Refuses values out of range, naming them. */
    public Augmentation {
        check("shift", shift, 0.5f);
        check("scale", scale, 0.5f);
        check("rotationDegrees", rotationDegrees, 45);
        check("flip", flip, 1);
        check("grey", grey, 1);
        check("brightness", brightness, 0.99f);
        check("contrast", contrast, 0.99f);
        check("saturation", saturation, 1);
        check("tint", tint, 0.99f);
    }

    private static void check(String name, float value, float max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException("augmentation " + name + " must be from 0 to " + max + ", got " + value);
        }
    }

    /** Mild variation that suits roughly aligned faces. */
    public static Augmentation standard() {
        return new Augmentation(0.06f, 0.08f, 5, 0.5f, 0.05f, 0.2f, 0.2f, 0.2f, 0.05f);
    }

    /** Same with another largest shift. */
    public Augmentation withShift(float value) {
        return new Augmentation(value, scale, rotationDegrees, flip, grey, brightness, contrast, saturation, tint);
    }

    /** Same with another largest change of size. */
    public Augmentation withScale(float value) {
        return new Augmentation(shift, value, rotationDegrees, flip, grey, brightness, contrast, saturation, tint);
    }

    /** Same with another largest rotation. */
    public Augmentation withRotationDegrees(float value) {
        return new Augmentation(shift, scale, value, flip, grey, brightness, contrast, saturation, tint);
    }

    /** Same with another probability of mirroring. */
    public Augmentation withFlip(float value) {
        return new Augmentation(shift, scale, rotationDegrees, value, grey, brightness, contrast, saturation, tint);
    }

    /** Same with another probability of removing colour. */
    public Augmentation withGrey(float value) {
        return new Augmentation(shift, scale, rotationDegrees, flip, value, brightness, contrast, saturation, tint);
    }

    /** Same with other colour changes. */
    public Augmentation withColour(float brightness, float contrast, float saturation, float tint) {
        return new Augmentation(shift, scale, rotationDegrees, flip, grey, brightness, contrast, saturation, tint);
    }

    boolean movesPixels() {
        return shift > 0 || scale > 0 || rotationDegrees > 0;
    }

    boolean changesColours() {
        return grey > 0 || brightness > 0 || contrast > 0 || saturation > 0 || tint > 0;
    }
}
