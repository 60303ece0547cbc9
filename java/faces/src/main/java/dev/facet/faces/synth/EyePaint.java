package dev.facet.faces.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Eyes with their lids, and brows. */
final class EyePaint {

    private final Person person;
    private final Shot shot;
    private final Features features;
    private final FaceBrush brush;
    private final Graphics2D g;

    EyePaint(Person person, Shot shot, Features features, FaceBrush brush) {
        this.person = person;
        this.shot = shot;
        this.features = features;
        this.brush = brush;
        g = brush.g();
    }

    void eyes() {
        for (int side = 0; side < 2; side++) {
            eye(side == 0);
        }
    }

    private void eye(boolean left) {
        Person.Eyes e = person.eyes();
        double side = left ? -1 : 1;
        Path2D opening = features.eye(left);
        int skin = person.skin().colour();
        int lid = Colours.scale(skin, 0.62);
        Graphics2D inside = (Graphics2D) g.create();
        inside.setColor(new Color(0xDCD5D0));
        inside.fill(opening);
        inside.clip(opening);
        double cx = side * e.spacing() + 0.07 * shot.expression().gazeX();
        double cy = -0.012 + 0.025 * shot.expression().gazeY();
        double r = e.iris();
        inside.setColor(new Color(Colours.scale(e.colour(), 0.45)));
        inside.fill(new Ellipse2D.Double(cx - r, cy - r, 2 * r, 2 * r));
        inside.setColor(new Color(e.colour()));
        inside.fill(new Ellipse2D.Double(cx - 0.84 * r, cy - 0.84 * r, 1.68 * r, 1.68 * r));
        inside.setColor(Colours.alpha(Colours.mix(e.colour(), 0xFFFFFF, 0.45), 0.5));
        inside.fill(new Ellipse2D.Double(cx - 0.6 * r, cy + 0.05 * r, 1.2 * r, 0.7 * r));
        inside.setColor(new Color(0x0A0808));
        inside.fill(new Ellipse2D.Double(cx - 0.42 * r, cy - 0.42 * r, 0.84 * r, 0.84 * r));
        // The upper lid throws a shadow on the eyeball.
        inside.setStroke(new BasicStroke(0.06f));
        inside.setColor(Colours.alpha(0x20120E, 0.35));
        inside.draw(features.upperLid(left));
        inside.setColor(Colours.alpha(0xB06A60, 0.5));
        inside.fill(new Ellipse2D.Double(
                features.x(left ? 39 : 42) - 0.035, features.y(left ? 39 : 42) - 0.03, 0.07, 0.06));
        inside.dispose();
        double glint = 0.026;
        double gx = cx + 0.35 * r * Math.signum(shot.light().x() + 1e-9);
        g.setColor(Colours.alpha(0xFFFFFF, 0.9));
        if (opening.contains(gx, cy - 0.35 * r)) {
            g.fill(new Ellipse2D.Double(gx - glint, cy - 0.35 * r - glint, 2 * glint, 2 * glint));
        }
        double lash = shot.extras().lipstick() ? 0.046 : 0.032;
        brush.line(features.upperLid(left), lash, 0x1A100C, 0.88);
        brush.line(features.lowerLid(left), 0.016, Colours.mix(lid, 0x4A2A22, 0.5), 0.6);
        // Crease above the lid.
        Path2D crease = features.upperLid(left);
        crease.transform(AffineTransform.getTranslateInstance(0, -0.05 - 0.02 * e.crease()));
        brush.line(crease, 0.026, lid, 0.25 + 0.5 * e.crease());
        if (shot.extras().lipstick()) {
            brush.glow(
                    side * e.spacing(),
                    -0.14,
                    0.26,
                    0.11,
                    Colours.mix(lid, person.habits().lipstickColour(), 0.3),
                    0.4);
        }
    }

    void brows() {
        int colour = Colours.mix(
                person.hair().colour(), 0x1C120C, person.hair().colourName() == Person.Hair.GRAY ? 0.25 : 0.45);
        double strength = person.brows().strength();
        Draw d = new Draw(person.hair().seed());
        for (int side = 0; side < 2; side++) {
            Path2D brow = features.brow(side == 0);
            g.setColor(Colours.alpha(colour, 0.62 * strength));
            g.fill(brow);
            brush.line(brow, 0.02, colour, 0.25 * strength);
            Graphics2D clipped = (Graphics2D) g.create();
            clipped.setStroke(new BasicStroke(0.014f));
            double s = side == 0 ? -1 : 1;
            for (int i = 0; i < 26; i++) {
                double t = d.uniform(0, 1);
                int inner = side == 0 ? 21 : 22;
                int outer = side == 0 ? 17 : 26;
                int middle = side == 0 ? 19 : 24;
                double x = (1 - t) * features.x(inner) + t * features.x(outer);
                double bow = 4 * t * (1 - t);
                double y = (1 - t) * features.y(inner)
                        + t * features.y(outer)
                        + bow * (features.y(middle) - 0.5 * (features.y(inner) + features.y(outer)));
                y += person.brows().thickness() * d.uniform(0.1, 1) * (1 - 0.6 * t);
                clipped.setColor(Colours.alpha(Colours.scale(colour, d.uniform(0.6, 1.2)), 0.7 * strength));
                clipped.draw(new Line2D.Double(x, y, x + s * 0.045, y - 0.045 * (1 - 1.3 * t)));
            }
            clipped.dispose();
        }
    }
}
