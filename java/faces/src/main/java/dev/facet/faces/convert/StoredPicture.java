package dev.facet.faces.convert;

import dev.facet.faces.FaceSample;

/**
 * A picture as it is written.
 *
 * @param sample what is known about it, moved to the written picture's frame
 * @param file the bytes of a JPEG or PNG
 * @param width pixels
 * @param height pixels
 */
public record StoredPicture(FaceSample sample, byte[] file, int width, int height) {

    /** How a file with these bytes is called: {@code .png} or {@code .jpg}. */
    public String ending() {
        return (file[0] & 255) == 0x89 ? ".png" : ".jpg";
    }
}
