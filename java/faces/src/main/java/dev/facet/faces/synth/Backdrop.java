package dev.facet.faces.synth;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** What is behind the person, out of focus: walls, rooms, shelves, trees, lights. */
final class Backdrop {

    private Backdrop() {}

    /** Fills a canvas. */
    static void paint(BufferedImage canvas, Draw d) {
        int n = new int[] {12, 24, 40}[d.below(3)];
        BufferedImage small = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = small.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int base = Colours.any(d, 0.5, 0.1, 0.95);
        int other = Colours.mix(base, Colours.any(d, 0.6, 0.05, 1), d.uniform(0.1, 0.8));
        g.setPaint(new GradientPaint(
                (float) d.uniform(0, n), 0, new Color(base), (float) d.uniform(0, n), n, new Color(other)));
        g.fill(new Rectangle2D.Double(0, 0, n, n));
        switch (d.below(5)) {
            case 0 -> discs(g, d, n, 14, 0.12);
            case 1 -> shelves(g, d, n);
            case 2 -> outdoors(g, d, n);
            case 3 -> discs(g, d, n, 5, 0.35);
            default -> {
                // A plain wall.
            }
        }
        g.dispose();
        Enlargement.draw(small, canvas);
    }

    private static void discs(Graphics2D g, Draw d, int n, int count, double size) {
        for (int i = 0; i < count; i++) {
            double r = n * d.uniform(0.3, 1) * size;
            g.setColor(Colours.alpha(Colours.any(d, 0.7, 0.2, 1), d.uniform(0.2, 0.8)));
            g.fill(new Ellipse2D.Double(d.uniform(-r, n - r), d.uniform(-r, n - r), 2 * r, 2 * r));
        }
    }

    private static void shelves(Graphics2D g, Draw d, int n) {
        double x = 0;
        while (x < n) {
            double w = n * d.uniform(0.04, 0.2);
            g.setColor(Colours.alpha(Colours.any(d, 0.7, 0.1, 0.9), d.uniform(0.3, 0.9)));
            g.fill(new Rectangle2D.Double(x, n * d.uniform(0, 0.3), w, n));
            x += w;
        }
        if (d.chance(0.5)) {
            g.setColor(Colours.alpha(0x2A2018, 0.7));
            g.fill(new Rectangle2D.Double(0, n * d.uniform(0.3, 0.7), n, n * 0.06));
        }
    }

    private static void outdoors(Graphics2D g, Draw d, int n) {
        int sky = Colours.mix(0x9CC4E8, 0xF2E6D0, d.uniform(0, 1));
        double horizon = n * d.uniform(0.3, 0.75);
        g.setColor(new Color(sky));
        g.fill(new Rectangle2D.Double(0, 0, n, horizon));
        int green = Colours.mix(0x2F5A2A, 0x8A8A55, d.uniform(0, 1));
        g.setColor(new Color(green));
        g.fill(new Rectangle2D.Double(0, horizon, n, n - horizon));
        for (int i = 0; i < 8; i++) {
            double r = n * d.uniform(0.05, 0.2);
            g.setColor(Colours.alpha(Colours.scale(green, d.uniform(0.5, 1.4)), 0.7));
            g.fill(new Ellipse2D.Double(d.uniform(-r, n), horizon - r * d.uniform(0.2, 1.6), 2 * r, 2 * r));
        }
    }
}
