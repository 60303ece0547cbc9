package dev.facet.faces.synth;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Beard and moustache: what has grown, and stubble. */
final class BeardPaint {

    private final Person person;
    private final Shot shot;
    private final Features features;
    private final HeadSurface head;
    private final FaceBrush brush;
    private final Graphics2D g;

    BeardPaint(Person person, Shot shot, Features features, HeadSurface head, FaceBrush brush) {
        this.person = person;
        this.shot = shot;
        this.features = features;
        this.head = head;
        this.brush = brush;
        g = brush.g();
    }

    void beard() {
        Person.Beard b = person.beard();
        double chin = b.chin() * (b.chin() < 0.5 ? shot.extras().stubble() : 1);
        double lip = b.lip() * (b.lip() < 0.5 ? shot.extras().stubble() : 1);
        if (chin < 0.03 && lip < 0.03) {
            return;
        }
        int colour = Colours.mix(person.hair().colour(), 0x20150F, 0.3);
        Area face = new Area(beardArea());
        face.subtract(new Area(features.mouthOutline()));
        Area moustache = new Area(moustacheArea());
        moustache.subtract(new Area(features.mouthOutline()));
        hairs(face, colour, chin, new Draw(person.hair().seed() + 1));
        hairs(moustache, colour, lip, new Draw(person.hair().seed() + 2));
    }

    private Path2D moustacheArea() {
        double base = person.nose().base() + 0.05;
        double half = features.x(54);
        double y = features.y(51);
        Path2D p = new Path2D.Double();
        p.moveTo(0, base + 0.02);
        p.curveTo(0.15, base, half * 0.8, y - 0.12, half * 1.12, features.y(54) + 0.05);
        p.curveTo(half * 0.8, y + 0.06, 0.2, y, 0, y + 0.02);
        p.curveTo(-0.2, y, -half * 0.8, y + 0.06, -half * 1.12, features.y(54) + 0.05);
        p.curveTo(-half * 0.8, y - 0.12, -0.15, base, 0, base + 0.02);
        p.closePath();
        return p;
    }

    private Path2D beardArea() {
        Path2D p = new Path2D.Double();
        double half = features.x(54);
        double y = features.y(54);
        if (person.beard().goatee()) {
            p.moveTo(-half * 1.1, y - 0.02);
            p.curveTo(-half * 1.25, y + 0.35, -0.3, 2, 0, 2);
            p.curveTo(0.3, 2, half * 1.25, y + 0.35, half * 1.1, y - 0.02);
            p.curveTo(half * 0.6, y + 0.2, -half * 0.6, y + 0.2, -half * 1.1, y - 0.02);
            p.closePath();
            return p;
        }
        double w = head.width(0.2);
        p.moveTo(-w * 1.3, -0.05);
        p.lineTo(-w * 0.93, 0.05);
        p.curveTo(-w * 0.88, 0.55, -0.72, 0.75, -half * 1.2, y - 0.1);
        p.curveTo(-half, y + 0.12, -0.15, features.y(57) + 0.12, 0, features.y(57) + 0.1);
        p.curveTo(0.15, features.y(57) + 0.12, half, y + 0.12, half * 1.2, y - 0.1);
        p.curveTo(0.72, 0.75, w * 0.88, 0.55, w * 0.93, 0.05);
        p.lineTo(w * 1.3, -0.05);
        p.lineTo(w * 1.3, 2);
        p.lineTo(-w * 1.3, 2);
        p.closePath();
        return p;
    }

    // A tint for what grows densely, soft at its border, and single hairs over it.
    private void hairs(Area area, int colour, double density, Draw d) {
        if (density < 0.03) {
            return;
        }
        g.setColor(Colours.alpha(colour, 0.5 * density));
        g.fill(area);
        brush.line(area, 0.07, colour, 0.2 * density);
        if (density < 0.5) {
            return;
        }
        Graphics2D clipped = (Graphics2D) g.create();
        clipped.clip(area);
        clipped.setStroke(new BasicStroke(0.018f));
        Rectangle2D box = area.getBounds2D();
        int n = (int) Math.min(320, 130 * box.getWidth() * box.getHeight());
        for (int i = 0; i < n; i++) {
            double x = d.uniform(box.getMinX(), box.getMaxX());
            double y = d.uniform(box.getMinY(), box.getMaxY());
            clipped.setColor(Colours.alpha(Colours.scale(colour, d.uniform(0.5, 1.7)), 0.55 * density));
            clipped.draw(new Line2D.Double(x, y, x + d.normal(0.25 * x, 0.03) * 0.3, y + 0.12));
        }
        clipped.dispose();
    }
}
