package dev.facet.faces.synth;

import java.awt.image.BufferedImage;

/**
 * What one picture is drawn in, kept for the next, for it would be new, cold memory every time: 25 bytes a fine pixel
 * and 128 KiB or more, which is 1.3 MiB for a picture of 112 pixels and 100 MiB for one of 1024. For one thread at a time.
 *
 * @param buffer for the geometry, with whatever was drawn last
 * @param canvas of the same side, {@link BufferedImage#TYPE_INT_RGB}, likewise
 */
record Workspace(GBuffer buffer, BufferedImage canvas) {

    /** @param side in fine pixels */
    Workspace(int side) {
        this(new GBuffer(side), new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB));
    }
}
