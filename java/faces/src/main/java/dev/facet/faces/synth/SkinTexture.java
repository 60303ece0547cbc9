package dev.facet.faces.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** The colours of the face without light, painted from the front: skin, eyes, brows, lips, beard. */
final class SkinTexture {

    private final double scale;
    private final int width;
    private final int height;

    private final Person person;
    private final Shot shot;
    private final Features features;
    private final HeadSurface head;
    private final int[] pixels;
    private final Graphics2D g;

    /** @param scale pixels per face unit */
    SkinTexture(Person person, Shot shot, Features features, HeadSurface head, double scale) {
        this.scale = scale;
        width = FaceCanvas.width(scale);
        height = FaceCanvas.height(scale);
        this.person = person;
        this.shot = shot;
        this.features = features;
        this.head = head;
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.scale(scale, scale);
        g.translate(-FaceCanvas.LEFT, -FaceCanvas.TOP);
        skin();
        nose();
        mouth();
        beard();
        eyes();
        brows();
        g.dispose();
    }

    /** The colour at a point of the face plane, bilinear, as red, green, blue from 0 to 255. */
    void at(float x, float y, float[] rgb) {
        float px = (float) ((x - FaceCanvas.LEFT) * scale - 0.5);
        float py = (float) ((y - FaceCanvas.TOP) * scale - 0.5);
        px = Math.max(0, Math.min(width - 1.01f, px));
        py = Math.max(0, Math.min(height - 1.01f, py));
        int ix = (int) px;
        int iy = (int) py;
        float fx = px - ix;
        float fy = py - iy;
        int i = iy * width + ix;
        int a = pixels[i];
        int b = pixels[i + 1];
        int c = pixels[i + width];
        int d = pixels[i + width + 1];
        for (int k = 0; k < 3; k++) {
            int s = 16 - 8 * k;
            float top = (a >> s & 255) * (1 - fx) + (b >> s & 255) * fx;
            float bottom = (c >> s & 255) * (1 - fx) + (d >> s & 255) * fx;
            rgb[k] = top * (1 - fy) + bottom * fy;
        }
    }

    private void glow(double x, double y, double rx, double ry, int colour, double alpha) {
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

    private void line(Shape shape, double width, int colour, double alpha) {
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(Colours.alpha(colour, alpha));
        g.draw(shape);
    }

    private void skin() {
        Person.Skin s = person.skin();
        ValueNoise noise = new ValueNoise(s.marks());
        // Blotches, in blocks of two by two: finer is lost in the picture.
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                double n = noise.at(x * 6 / scale, y * 6 / scale)
                        - 0.5
                        + 0.6 * (noise.at(x * 21 / scale, y * 21 / scale) - 0.5);
                int colour = Colours.scale(s.colour(), 1 + 0.05 * n);
                int right = Math.min(x + 1, width - 1);
                int below = Math.min(y + 1, height - 1) * width;
                pixels[y * width + x] = colour;
                pixels[y * width + right] = colour;
                pixels[below + x] = colour;
                pixels[below + right] = colour;
            }
        }
        int rosy = Colours.mix(s.colour(), 0xC23A32, 0.6);
        int shadow = Colours.scale(s.colour(), 0.55);
        for (int side = -1; side <= 1; side += 2) {
            glow(side * 0.62, 0.5, 0.45, 0.38, rosy, 0.1 + 0.22 * s.blush());
            double spacing = person.eyes().spacing();
            // Sockets and the skin under the eyes.
            glow(
                    side * (spacing - 0.12),
                    -0.06,
                    0.36,
                    0.24,
                    shadow,
                    0.24 + 0.14 * person.eyes().deep());
            glow(side * spacing, 0.2, 0.3, 0.14, shadow, 0.12 + 0.22 * s.age());
        }
        glow(0, person.nose().base() - 0.15, 0.3, 0.25, rosy, 0.16);
        Draw d = new Draw(s.marks());
        if (s.freckles() > 0) {
            for (int i = 0; i < 70 * s.freckles(); i++) {
                double x = d.normal(0, 0.4);
                double r = d.uniform(0.008, 0.018);
                g.setColor(Colours.alpha(0x8A5230, d.uniform(0.15, 0.45)));
                g.fill(new Ellipse2D.Double(x - r, d.normal(0.35, 0.18) - r, 2 * r, 2 * r));
            }
        }
        for (int i = d.pick(4, 3, 2); i > 0; i--) {
            double r = d.uniform(0.016, 0.034);
            g.setColor(Colours.alpha(Colours.scale(s.colour(), 0.35), 0.85));
            g.fill(new Ellipse2D.Double(d.uniform(-0.55, 0.55), d.uniform(0.2, 1.1), 2 * r, 2 * r));
        }
        wrinkles(shadow, s.age(), d);
    }

    private void wrinkles(int shadow, double age, Draw d) {
        double forehead =
                Math.max(0, age - 0.5) * 0.9 + 0.25 * shot.expression().brows() * (0.3 + age);
        for (int i = 0; i < 3; i++) {
            double y = -0.6 - 0.13 * i + d.normal(0, 0.02);
            Path2D fold = new Path2D.Double();
            fold.moveTo(-0.45, y + 0.03);
            fold.curveTo(-0.2, y - 0.03, 0.2, y - 0.03, 0.45, y + 0.03);
            line(fold, 0.022, shadow, Math.min(0.5, forehead));
        }
        double smile = shot.expression().smile();
        for (int side = -1; side <= 1; side += 2) {
            Path2D fold = new Path2D.Double();
            double base = person.nose().base();
            fold.moveTo(side * (person.nose().width() + 0.05), base - 0.1);
            fold.curveTo(
                    side * (person.nose().width() + 0.14),
                    base + 0.02,
                    side * (features.x(54) + 0.1),
                    features.y(54) - 0.2,
                    side * (features.x(54) + 0.1),
                    features.y(54) + 0.02);
            line(fold, 0.06, shadow, 0.04 + 0.14 * smile + 0.12 * age);
            line(fold, 0.025, shadow, 0.03 + 0.12 * smile + 0.12 * age);
            double crow = smile * (0.2 + age);
            double x = person.eyes().spacing() + person.eyes().half() + 0.06;
            for (int i = -1; i <= 1; i++) {
                line(
                        new Line2D.Double(side * x, 0.03 + 0.03 * i, side * (x + 0.14), 0.03 + 0.09 * i),
                        0.014,
                        shadow,
                        Math.min(0.45, 0.5 * crow));
            }
        }
    }

    private void nose() {
        Person.Nose n = person.nose();
        int skin = person.skin().colour();
        int shadow = Colours.scale(skin, 0.42);
        double wing = n.width() * (1 + 0.1 * shot.expression().smile());
        glow(0, n.base() + 0.04, wing * 1.15, 0.1, shadow, 0.42);
        for (int side = -1; side <= 1; side += 2) {
            Path2D crease = new Path2D.Double();
            crease.moveTo(side * wing * 0.92, n.base() - 0.2);
            crease.curveTo(
                    side * wing * 1.2,
                    n.base() - 0.16,
                    side * wing * 1.15,
                    n.base() - 0.01,
                    side * wing * 0.7,
                    n.base());
            line(crease, 0.035, shadow, 0.3);
            glow(side * 0.16, 0.3, 0.1, 0.4, shadow, 0.07);
            Ellipse2D nostril = new Ellipse2D.Double(side * wing * 0.47 - 0.062, n.base() - 0.062, 0.124, 0.056);
            g.setColor(Colours.alpha(Colours.mix(0x1A0806, shadow, 0.12), 0.85));
            g.fill(nostril);
        }
        glow(0, n.base() - 0.17, 0.1, 0.09, Colours.mix(skin, 0xFFFFFF, 0.5), 0.2);
        glow(0, n.base() - 0.4, 0.05, 0.25, Colours.mix(skin, 0xFFFFFF, 0.5), 0.16);
    }

    private void mouth() {
        Person.Mouth m = person.mouth();
        int lips = shot.extras().lipstick()
                ? person.habits().lipstickColour()
                : person.skin().lips();
        int shadow = Colours.scale(person.skin().colour(), 0.45);
        double low = features.y(57);
        glow(0, low + 0.08, m.half() * 0.9, 0.1, shadow, 0.3);
        glow(0, m.y() - m.upper() - 0.1, 0.07, 0.12, shadow, 0.16);
        Path2D outline = features.mouthOutline();
        if (shot.expression().open() > 0.02 || shot.expression().smile() > 0.5) {
            g.setColor(new Color(0x2A0B0B));
            g.fill(features.gap());
            teeth();
        }
        g.setColor(Colours.alpha(Colours.scale(lips, 0.86), 0.95));
        g.fill(features.upperLip());
        g.setColor(Colours.alpha(lips, 0.95));
        g.fill(features.lowerLip());
        line(outline, 0.02, Colours.scale(lips, 0.75), 0.25);
        glow(0, (features.y(66) + features.y(57)) / 2, m.half() * 0.5, m.lower() * 0.35, 0xFFFFFF, 0.24);
        if (shot.expression().open() <= 0.02) {
            line(features.through(false, 48, 60, 61, 62, 63, 64, 54), 0.026, 0x2E0F0F, 0.8);
        }
        for (int corner : new int[] {48, 54}) {
            glow(features.x(corner), features.y(corner), 0.07, 0.06, shadow, 0.5);
        }
    }

    private void teeth() {
        Area mouth = new Area(features.gap());
        double top = features.y(62) - 0.1;
        double height = 0.1 + Math.max(0.05, 0.42 * (features.y(66) - features.y(62)));
        double half = features.x(64) * 0.86;
        Area upper = new Area(new Rectangle2D.Double(-half, top, 2 * half, height + 0.05));
        upper.intersect(mouth);
        g.setColor(new Color(0xE9E2D6));
        g.fill(upper);
        for (int i = -3; i <= 3; i++) {
            line(new Line2D.Double(i * 0.085, top + 0.1, i * 0.085, top + height), 0.008, 0x8A7C70, 0.25);
        }
    }

    private void eyes() {
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
        line(features.upperLid(left), lash, 0x1A100C, 0.88);
        line(features.lowerLid(left), 0.016, Colours.mix(lid, 0x4A2A22, 0.5), 0.6);
        // Crease above the lid.
        Path2D crease = features.upperLid(left);
        crease.transform(AffineTransform.getTranslateInstance(0, -0.05 - 0.02 * e.crease()));
        line(crease, 0.026, lid, 0.25 + 0.5 * e.crease());
        if (shot.extras().lipstick()) {
            glow(
                    side * e.spacing(),
                    -0.14,
                    0.26,
                    0.11,
                    Colours.mix(lid, person.habits().lipstickColour(), 0.3),
                    0.4);
        }
    }

    private void brows() {
        int colour = Colours.mix(
                person.hair().colour(), 0x1C120C, person.hair().colourName() == Person.Hair.GRAY ? 0.25 : 0.45);
        double strength = person.brows().strength();
        Draw d = new Draw(person.hair().seed());
        for (int side = 0; side < 2; side++) {
            Path2D brow = features.brow(side == 0);
            g.setColor(Colours.alpha(colour, 0.62 * strength));
            g.fill(brow);
            line(brow, 0.02, colour, 0.25 * strength);
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

    private void beard() {
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
        line(area, 0.07, colour, 0.2 * density);
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
