package dev.facet.faces;

/** Pictures of part masks laid over a face, to check them by eye. */
public final class PartOverlay {

    // One colour a part, in the order of FaceParts, told apart by colour-blind readers too (Okabe and Ito's palette).
    private static final int[] COLOURS = {0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7};

    private PartOverlay() {}

    /** The colour of a part as 0xRRGGBB. */
    public static int colour(FaceParts part) {
        return COLOURS[part.ordinal()];
    }

    /**
     * Blends each part's colour into a picture.
     *
     * @param image the face
     * @param masks of the same size
     * @param strength 0 (picture only) to 1 (colour only)
     */
    public static Image draw(Image image, PartMasks masks, double strength) {
        if (image.width() != masks.width() || image.height() != masks.height()) {
            throw new IllegalArgumentException("masks of " + masks.width() + "x" + masks.height()
                    + " do not fit a picture of " + image.width() + "x" + image.height());
        }
        byte[] rgb = image.rgb().clone();
        byte[] labels = masks.labels();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == PartMasks.NONE) {
                continue;
            }
            int colour = COLOURS[labels[i]];
            for (int c = 0; c < 3; c++) {
                int tone = colour >> 16 - 8 * c & 255;
                rgb[3 * i + c] = (byte) Math.round((rgb[3 * i + c] & 255) * (1 - strength) + tone * strength);
            }
        }
        return Image.of(image.width(), image.height(), rgb);
    }
}
