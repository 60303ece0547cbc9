package dev.facet.faces.synth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
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
    private final int[] pixels;
    private final Graphics2D g;
    private final FaceBrush brush;

    /** @param scale pixels per face unit */
    SkinTexture(Person person, Shot shot, Features features, HeadSurface head, double scale) {
        this.scale = scale;
        width = FaceCanvas.width(scale);
        height = FaceCanvas.height(scale);
        this.person = person;
        this.shot = shot;
        this.features = features;
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.scale(scale, scale);
        g.translate(-FaceCanvas.LEFT, -FaceCanvas.TOP);
        brush = new FaceBrush(g);
        skin();
        nose();
        mouth();
        new BeardPaint(person, shot, features, head, brush).beard();
        EyePaint eyes = new EyePaint(person, shot, features, brush);
        eyes.eyes();
        eyes.brows();
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
        float left = 1 - fx;
        float above = 1 - fy;
        for (int k = 0; k < 3; k++) {
            int s = 16 - 8 * k;
            float top = (a >> s & 255) * left + (b >> s & 255) * fx;
            float bottom = (c >> s & 255) * left + (d >> s & 255) * fx;
            rgb[k] = top * above + bottom * fy;
        }
    }

    private void skin() {
        Person.Skin s = person.skin();
        blotches(s);
        int rosy = Colours.mix(s.colour(), 0xC23A32, 0.6);
        int shadow = Colours.scale(s.colour(), 0.55);
        for (int side = -1; side <= 1; side += 2) {
            brush.glow(side * 0.62, 0.5, 0.45, 0.38, rosy, 0.1 + 0.22 * s.blush());
            double spacing = person.eyes().spacing();
            // Sockets and the skin under the eyes.
            brush.glow(
                    side * (spacing - 0.12),
                    -0.06,
                    0.36,
                    0.24,
                    shadow,
                    0.24 + 0.14 * person.eyes().deep());
            brush.glow(side * spacing, 0.2, 0.3, 0.14, shadow, 0.12 + 0.22 * s.age());
        }
        brush.glow(0, person.nose().base() - 0.15, 0.3, 0.25, rosy, 0.16);
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

    // In blocks of two by two: finer is lost in the picture.
    private void blotches(Person.Skin s) {
        ValueNoise noise = new ValueNoise(s.marks());
        int columns = (width + 1) / 2;
        int rows = (height + 1) / 2;
        float[] coarse = noise.grid(places(columns, 6), places(rows, 6));
        float[] fine = noise.grid(places(columns, 21), places(rows, 21));
        for (int r = 0; r < rows; r++) {
            int above = 2 * r * width;
            int below = Math.min(2 * r + 1, height - 1) * width;
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                double n = coarse[i] - 0.5 + 0.6 * (fine[i] - 0.5);
                int colour = Colours.scale(s.colour(), 1 + 0.05 * n);
                int right = Math.min(2 * c + 1, width - 1);
                pixels[above + 2 * c] = colour;
                pixels[above + right] = colour;
                pixels[below + 2 * c] = colour;
                pixels[below + right] = colour;
            }
        }
    }

    // Where every other pixel lies in noise of so many cells a face unit.
    private double[] places(int n, int cells) {
        double[] places = new double[n];
        for (int i = 0; i < n; i++) {
            places[i] = 2 * i * cells / scale;
        }
        return places;
    }

    private void wrinkles(int shadow, double age, Draw d) {
        double forehead =
                Math.max(0, age - 0.5) * 0.9 + 0.25 * shot.expression().brows() * (0.3 + age);
        for (int i = 0; i < 3; i++) {
            double y = -0.6 - 0.13 * i + d.normal(0, 0.02);
            Path2D fold = new Path2D.Double();
            fold.moveTo(-0.45, y + 0.03);
            fold.curveTo(-0.2, y - 0.03, 0.2, y - 0.03, 0.45, y + 0.03);
            brush.line(fold, 0.022, shadow, Math.min(0.5, forehead));
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
            brush.line(fold, 0.06, shadow, 0.04 + 0.14 * smile + 0.12 * age);
            brush.line(fold, 0.025, shadow, 0.03 + 0.12 * smile + 0.12 * age);
            double crow = smile * (0.2 + age);
            double x = person.eyes().spacing() + person.eyes().half() + 0.06;
            for (int i = -1; i <= 1; i++) {
                brush.line(
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
        brush.glow(0, n.base() + 0.04, wing * 1.15, 0.1, shadow, 0.42);
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
            brush.line(crease, 0.035, shadow, 0.3);
            brush.glow(side * 0.16, 0.3, 0.1, 0.4, shadow, 0.07);
            Ellipse2D nostril = new Ellipse2D.Double(side * wing * 0.47 - 0.062, n.base() - 0.062, 0.124, 0.056);
            g.setColor(Colours.alpha(Colours.mix(0x1A0806, shadow, 0.12), 0.85));
            g.fill(nostril);
        }
        brush.glow(0, n.base() - 0.17, 0.1, 0.09, Colours.mix(skin, 0xFFFFFF, 0.5), 0.2);
        brush.glow(0, n.base() - 0.4, 0.05, 0.25, Colours.mix(skin, 0xFFFFFF, 0.5), 0.16);
    }

    private void mouth() {
        Person.Mouth m = person.mouth();
        int lips = shot.extras().lipstick()
                ? person.habits().lipstickColour()
                : person.skin().lips();
        int shadow = Colours.scale(person.skin().colour(), 0.45);
        double low = features.y(57);
        brush.glow(0, low + 0.08, m.half() * 0.9, 0.1, shadow, 0.3);
        brush.glow(0, m.y() - m.upper() - 0.1, 0.07, 0.12, shadow, 0.16);
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
        brush.line(outline, 0.02, Colours.scale(lips, 0.75), 0.25);
        brush.glow(0, (features.y(66) + features.y(57)) / 2, m.half() * 0.5, m.lower() * 0.35, 0xFFFFFF, 0.24);
        if (shot.expression().open() <= 0.02) {
            brush.line(features.through(false, 48, 60, 61, 62, 63, 64, 54), 0.026, 0x2E0F0F, 0.8);
        }
        for (int corner : new int[] {48, 54}) {
            brush.glow(features.x(corner), features.y(corner), 0.07, 0.06, shadow, 0.5);
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
            brush.line(new Line2D.Double(i * 0.085, top + 0.1, i * 0.085, top + height), 0.008, 0x8A7C70, 0.25);
        }
    }
}
