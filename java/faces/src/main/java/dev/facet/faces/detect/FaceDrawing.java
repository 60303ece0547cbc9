package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws boxes and points into a picture, to check them by eye. Lines are wider in larger pictures. */
public final class FaceDrawing {

    private final BufferedImage canvas;
    private final Graphics2D graphics;
    private final float line;

    /** @param picture is left as it is */
    public FaceDrawing(Image picture) {
        canvas = picture.toBufferedImage();
        graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        line = Math.max(1, Math.min(picture.width(), picture.height()) / 400f);
    }

    /** Draws the edges of a box. */
    public FaceDrawing box(FaceBox box, Color colour) {
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(line));
        graphics.draw(new Rectangle2D.Double(box.x0(), box.y0(), box.width(), box.height()));
        return this;
    }

    /**
     * Draws points as dots.
     *
     * @param xy {@code x0, y0, ...} in pixels of the picture
     * @param radius of a dot in pixels of the picture
     */
    public FaceDrawing points(float[] xy, Color colour, double radius) {
        graphics.setColor(colour);
        for (int i = 0; i < xy.length; i += 2) {
            graphics.fill(new Ellipse2D.Double(xy[i] - radius, xy[i + 1] - radius, 2 * radius, 2 * radius));
        }
        return this;
    }

    /** The picture with what was drawn so far. */
    public Image picture() {
        return Image.of(canvas);
    }
}
