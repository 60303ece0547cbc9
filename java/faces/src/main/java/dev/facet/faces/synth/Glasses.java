package dev.facet.faces.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Spectacles: two frames before the eyes, a bridge, and arms to the ears where the head does not hide them. */
final class Glasses {

    private static final int STEPS = 28;

    private final Person person;
    private final Shot shot;
    private final Projection projection;
    private final GBuffer buffer;
    private final Path2D[] lenses = new Path2D[2];
    private final Path2D lines = new Path2D.Double();
    private final float width;

    Glasses(Person person, Shot shot, HeadSurface head, Projection projection, GBuffer buffer) {
        this.person = person;
        this.shot = shot;
        this.projection = projection;
        this.buffer = buffer;
        int frame = person.habits().frame();
        width = (float) ((frame == 3 ? 0.03 : 0.052) * projection.unit());
        double spacing = person.eyes().spacing() * 1.02;
        double rx = frame == 1 ? 0.29 : 0.33;
        double ry = new double[] {0.22, 0.27, 0.24, 0.2}[frame];
        double z = head.surface(0, 0.02) + 0.02;
        for (int i = 0; i < 2; i++) {
            lenses[i] = lens(i == 0 ? -1 : 1, spacing, rx, ry, frame, z);
        }
        float[] a = new float[3];
        float[] b = new float[3];
        projection.project(-(spacing - rx), -0.03, z, a, 0);
        projection.project(spacing - rx, -0.03, z, b, 0);
        lines.moveTo(a[0], a[1]);
        lines.quadTo((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 0.05 * projection.unit(), b[0], b[1]);
        for (int side = -1; side <= 1; side += 2) {
            arm(side, spacing + rx * 0.97, head.width(-0.02) + 0.03, z);
        }
    }

    private Path2D lens(int side, double spacing, double rx, double ry, int frame, double z) {
        Path2D path = new Path2D.Double();
        float[] p = new float[3];
        // Superellipses: 2 is round, 4 nearly rectangular.
        double power = new double[] {3.6, 2, 2.6, 4.5}[frame];
        for (int i = 0; i < STEPS; i++) {
            double angle = 2 * Math.PI * i / STEPS;
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            double x = Math.copySign(Math.pow(Math.abs(c), 2 / power), c) * rx;
            double y = Math.copySign(Math.pow(Math.abs(s), 2 / power), s) * ry;
            // Frames bend around the face, and aviators (2) hang towards the cheek.
            double bend = 0.14 * Math.max(0, x) / rx;
            y += frame == 2 ? 0.05 + 0.05 * s : 0.03;
            projection.project(side * (spacing + x), y, z - bend, p, 0);
            if (i == 0) {
                path.moveTo(p[0], p[1]);
            } else {
                path.lineTo(p[0], p[1]);
            }
        }
        path.closePath();
        return path;
    }

    private void arm(int side, double from, double to, double z) {
        float[] p = new float[3];
        boolean drawing = false;
        for (int i = 0; i <= 16; i++) {
            double s = i / 16.0;
            double x = from + (to - from) * Math.min(1, 3 * s);
            projection.project(side * x, -0.03, (z - 0.14) * (1 - s) - 0.1 * s, p, 0);
            int px = (int) p[0];
            int py = (int) p[1];
            boolean inside = px >= 0 && py >= 0 && px < buffer.side && py < buffer.side;
            boolean visible = inside && buffer.depth[py * buffer.side + px] < p[2] + 0.03;
            if (visible && drawing) {
                lines.lineTo(p[0], p[1]);
            } else if (visible) {
                lines.moveTo(p[0], p[1]);
            }
            drawing = visible;
        }
    }

    /** Whether the eyes cannot be seen through the lenses. */
    boolean opaque() {
        return shot.extras().tinted();
    }

    void paint(Graphics2D g) {
        for (Path2D lens : lenses) {
            if (opaque()) {
                g.setColor(Colours.alpha(0x14110F, 0.86));
                g.fill(lens);
            } else {
                g.setColor(Colours.alpha(0xDDE6F0, 0.09));
                g.fill(lens);
            }
            Graphics2D clipped = (Graphics2D) g.create();
            clipped.clip(lens);
            clipped.setColor(Colours.alpha(0xFFFFFF, 0.1));
            clipped.setStroke(new BasicStroke((float) (0.07 * projection.unit())));
            double x = lens.getBounds2D().getCenterX();
            double y = lens.getBounds2D().getCenterY();
            double u = projection.unit();
            clipped.draw(new Line2D.Double(x + 0.1 * u, y - 0.3 * u, x - 0.12 * u, y + 0.3 * u));
            clipped.dispose();
        }
        g.setColor(new Color(person.habits().frameColour()));
        strokes(g);
    }

    /** Paints what hides the face in one colour. */
    void paintSolid(Graphics2D g, Color colour) {
        g.setColor(colour);
        if (opaque()) {
            g.fill(lenses[0]);
            g.fill(lenses[1]);
        }
        strokes(g);
    }

    private void strokes(Graphics2D g) {
        g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(lenses[0]);
        g.draw(lenses[1]);
        g.draw(lines);
    }
}
