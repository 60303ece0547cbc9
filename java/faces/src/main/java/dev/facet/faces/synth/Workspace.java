package dev.facet.faces.synth;

import java.awt.image.BufferedImage;

/**
 * What one picture is drawn in, kept for the next: a megabyte that would be new, cold memory every time. For one thread at
 * a time.
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
