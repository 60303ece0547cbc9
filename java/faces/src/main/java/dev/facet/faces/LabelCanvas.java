package dev.facet.faces;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Paints shapes into a label map: the last shape on a pixel's centre gives its part. */
public final class LabelCanvas {

    private final BufferedImage canvas;
    private final Graphics2D graphics;

    /**
     * Starts with nothing painted.
     *
     * @param width pixels
     * @param height pixels
     * @param place from the shapes' units to pixels
     */
    public LabelCanvas(int width, int height, AffineTransform place) {
        canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = canvas.createGraphics();
        graphics.transform(place);
    }

    /** Gives the pixels of a shape to a part. */
    public void paint(FaceParts part, Shape shape) {
        graphics.setColor(new Color(part.ordinal() + 1));
        graphics.fill(shape);
    }

    /** Ends painting: {@code height * width} labels for {@link PartMasks#of}; unpainted pixels have no part. */
    public byte[] labels() {
        graphics.dispose();
        int[] data = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        byte[] labels = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            labels[i] = (byte) ((data[i] & 255) - 1);
        }
        return labels;
    }
}
