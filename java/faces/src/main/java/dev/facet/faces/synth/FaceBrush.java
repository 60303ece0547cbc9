package dev.facet.faces.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;

/**
 * How faces are painted beside what Java's graphics can do by themselves.
 *
 * @param g what is painted on, in units of the face
 */
record FaceBrush(Graphics2D g) {

    /** A soft spot: full in the middle, gone at the radii. */
    void glow(double x, double y, double rx, double ry, int colour, double alpha) {
        if (alpha <= 0.004) {
            return;
        }
        Graphics2D local = (Graphics2D) g.create();
        local.translate(x, y);
        local.scale(rx, ry);
        local.setPaint(new RadialGradientPaint(0f, 0f, 1f, new float[] {0, 0.5f, 1}, new Color[] {
            Colours.alpha(colour, alpha), Colours.alpha(colour, alpha * 0.5), Colours.alpha(colour, 0)
        }));
        local.fill(new Rectangle2D.Double(-1, -1, 2, 2));
        local.dispose();
    }

    /** The outline of a shape, with round ends. */
    void line(Shape shape, double width, int colour, double alpha) {
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(Colours.alpha(colour, alpha));
        g.draw(shape);
    }
}
