package dev.facet.faces.synth;

import dev.facet.faces.Landmarks68;
import java.awt.geom.Path2D;

/**
 * Where the features of a person lie on the face in one picture, seen from the front in face units: the outlines that are
 * painted, that the part masks are cut from and that the landmarks lie on.
 */
final class Features {

    /** Lowest point of the chin; an open mouth lowers it. */
    final double chin;

    /** x, y of landmarks 17 to 67; the jaw line (0 to 16) depends on the pose, see {@link HeadSurface}. */
    private final double[] points = new double[2 * Landmarks68.COUNT];

    private final Person person;
    private final Shot.Expression expression;

    Features(Person person, Shot.Expression expression) {
        this.person = person;
        this.expression = expression;
        chin = person.head().length() + 0.16 * expression.open();
        brows();
        nose();
        eyes();
        mouth();
    }

    double x(int landmark) {
        return points[2 * landmark];
    }

    double y(int landmark) {
        return points[2 * landmark + 1];
    }

    private void set(int landmark, double x, double y) {
        points[2 * landmark] = x;
        points[2 * landmark + 1] = y;
    }

    private void both(int left, int right, double x, double y) {
        set(left, -x, y);
        set(right, x, y);
    }

    private void brows() {
        Person.Brows b = person.brows();
        double lift = 0.09 * expression.brows();
        for (int i = 0; i < 5; i++) {
            double t = i / 4.0; // inner to outer end
            double x = person.eyes().spacing() - 0.95 * b.length() + t * 2.05 * b.length();
            double arch = b.arch() * Math.sin(Math.PI * Math.min(1, 0.1 + 0.85 * t));
            double y = -b.height() - lift - arch - b.tilt() * (t - 0.3) + 0.05 * t * t;
            both(Landmarks68.LEFT_BROW + 4 - i, Landmarks68.RIGHT_BROW + i, x, y);
        }
    }

    private void nose() {
        Person.Nose n = person.nose();
        for (int i = 0; i < 4; i++) {
            set(Landmarks68.NOSE_BRIDGE + i, 0, -0.06 + (n.base() - 0.12 + 0.06) * i / 3.0);
        }
        double wing = n.width() * (1 + 0.1 * expression.smile());
        double[] x = {-0.85, -0.45, 0, 0.45, 0.85};
        double[] y = {-0.05, -0.015, 0.015, -0.015, -0.05};
        for (int i = 0; i < 5; i++) {
            set(Landmarks68.NOSE_BASE + i, x[i] * wing, n.base() + y[i]);
        }
    }

    private void eyes() {
        Person.Eyes e = person.eyes();
        double lids = Math.max(0.06, expression.lids() * (1 - 0.22 * expression.smile()));
        double upper = e.opening() * 1.15 * lids;
        double lower = e.opening() * 0.7 * (1 - 0.35 * expression.smile());
        double inner = e.spacing() - e.half();
        double outer = e.spacing() + e.half();
        double rise = e.tilt();
        both(39, 42, inner, 0.02 + rise);
        both(36, 45, outer, -rise);
        both(38, 43, e.spacing() - 0.36 * e.half(), -upper * 0.96);
        both(37, 44, e.spacing() + 0.4 * e.half(), -upper - rise * 0.6);
        both(40, 47, e.spacing() - 0.36 * e.half(), lower + 0.01);
        both(41, 46, e.spacing() + 0.36 * e.half(), lower - rise * 0.4);
    }

    private void mouth() {
        Person.Mouth m = person.mouth();
        double s = expression.smile();
        double open = 0.26 * expression.open();
        double half = m.half() * (1 + 0.2 * s - 0.1 * expression.open());
        double y = m.y();
        double corner = y - 0.02 - m.corner() - 0.1 * s + 0.25 * open;
        double upper = m.upper() * (1 - 0.2 * s);
        double lower = m.lower() * (1 - 0.12 * s);
        double low = y + open + 0.015 * s;
        set(48, -half, corner);
        set(54, half, corner);
        both(49, 53, 0.58 * half, y - 0.62 * upper - 0.05 * s);
        both(50, 52, 0.2 * half, y - upper);
        set(51, 0, y - upper * (1 - 0.28 * m.bow()));
        both(59, 55, 0.62 * half, low + 0.62 * lower - 0.05 * s);
        both(58, 56, 0.26 * half, low + 0.96 * lower);
        set(57, 0, low + lower);
        set(60, -0.9 * half, corner + 0.005);
        set(64, 0.9 * half, corner + 0.005);
        both(61, 63, 0.4 * half, y + 0.006 - 0.02 * s);
        set(62, 0, y + 0.018);
        both(67, 65, 0.4 * half, low + 0.012 - 0.02 * s);
        set(66, 0, low + 0.022);
    }

    /** Outline of an eye between its lids. */
    Path2D eye(boolean left) {
        int o = left ? 36 : 45;
        int i = left ? 39 : 42;
        int uo = left ? 37 : 44;
        int ui = left ? 38 : 43;
        int li = left ? 40 : 47;
        int lo = left ? 41 : 46;
        Path2D path = new Path2D.Double();
        path.moveTo(x(o), y(o));
        throughTwo(path, o, uo, ui, i);
        throughTwo(path, i, li, lo, o);
        path.closePath();
        return path;
    }

    /** The upper lid's border from the outer to the inner corner. */
    Path2D upperLid(boolean left) {
        Path2D path = new Path2D.Double();
        path.moveTo(x(left ? 36 : 45), y(left ? 36 : 45));
        throughTwo(path, left ? 36 : 45, left ? 37 : 44, left ? 38 : 43, left ? 39 : 42);
        return path;
    }

    /** The lower lid's border from the inner to the outer corner. */
    Path2D lowerLid(boolean left) {
        Path2D path = new Path2D.Double();
        path.moveTo(x(left ? 39 : 42), y(left ? 39 : 42));
        throughTwo(path, left ? 39 : 42, left ? 40 : 47, left ? 41 : 46, left ? 36 : 45);
        return path;
    }

    // The cubic from a to d that passes b and c at a third and at two thirds.
    private void throughTwo(Path2D path, int a, int b, int c, int d) {
        double bx = (-5 * x(a) + 18 * x(b) - 9 * x(c) + 2 * x(d)) / 6;
        double by = (-5 * y(a) + 18 * y(b) - 9 * y(c) + 2 * y(d)) / 6;
        double cx = (2 * x(a) - 9 * x(b) + 18 * x(c) - 5 * x(d)) / 6;
        double cy = (2 * y(a) - 9 * y(b) + 18 * y(c) - 5 * y(d)) / 6;
        path.curveTo(bx, by, cx, cy, x(d), y(d));
    }

    /** Closed smooth curve through landmarks. */
    Path2D through(boolean closed, int... landmarks) {
        Path2D path = new Path2D.Double();
        int n = landmarks.length;
        path.moveTo(x(landmarks[0]), y(landmarks[0]));
        int last = closed ? n : n - 1;
        for (int i = 0; i < last; i++) {
            int a = landmarks[closed ? (i + n - 1) % n : Math.max(0, i - 1)];
            int b = landmarks[i % n];
            int c = landmarks[(i + 1) % n];
            int e = landmarks[closed ? (i + 2) % n : Math.min(n - 1, i + 2)];
            path.curveTo(
                    x(b) + (x(c) - x(a)) / 6,
                    y(b) + (y(c) - y(a)) / 6,
                    x(c) - (x(e) - x(b)) / 6,
                    y(c) - (y(e) - y(b)) / 6,
                    x(c),
                    y(c));
        }
        if (closed) {
            path.closePath();
        }
        return path;
    }

    /** Upper lip. */
    Path2D upperLip() {
        Path2D path = new Path2D.Double();
        path.append(through(false, 48, 49, 50, 51, 52, 53, 54), false);
        path.append(through(false, 54, 64, 63, 62, 61, 60, 48), true);
        path.closePath();
        return path;
    }

    /** Lower lip. */
    Path2D lowerLip() {
        Path2D path = new Path2D.Double();
        path.append(through(false, 48, 60, 67, 66, 65, 64, 54), false);
        path.append(through(false, 54, 55, 56, 57, 58, 59, 48), true);
        path.closePath();
        return path;
    }

    /** The gap between the lips. */
    Path2D gap() {
        Path2D path = new Path2D.Double();
        path.append(through(false, 60, 61, 62, 63, 64), false);
        path.append(through(false, 64, 65, 66, 67, 60), true);
        path.closePath();
        return path;
    }

    /** Outline of both lips together. */
    Path2D mouthOutline() {
        Path2D path = new Path2D.Double();
        path.append(through(false, 48, 49, 50, 51, 52, 53, 54), false);
        path.append(through(false, 54, 55, 56, 57, 58, 59, 48), true);
        path.closePath();
        return path;
    }

    /** Outline of the nose from the bridge over the wings. */
    Path2D noseOutline() {
        double base = person.nose().base();
        double wing = person.nose().width() * (1 + 0.1 * expression.smile());
        Path2D path = new Path2D.Double();
        path.moveTo(-0.1, -0.05);
        path.curveTo(-0.1, 0.2, -0.13, 0.3, -0.15, base - 0.25);
        path.curveTo(-wing * 1.15, base - 0.2, -wing * 1.2, base - 0.02, -wing * 0.85, base);
        path.curveTo(-wing * 0.5, base + 0.05, wing * 0.5, base + 0.05, wing * 0.85, base);
        path.curveTo(wing * 1.2, base - 0.02, wing * 1.15, base - 0.2, 0.15, base - 0.25);
        path.curveTo(0.13, 0.3, 0.1, 0.2, 0.1, -0.05);
        path.closePath();
        return path;
    }

    /** Outline of a brow as painted: thick inside, thin outside. */
    Path2D brow(boolean left) {
        double thick = person.brows().thickness();
        double[] half = {0.42, 0.55, 0.52, 0.4, 0.08};
        double[] xs = new double[10];
        double[] ys = new double[10];
        for (int i = 0; i < 5; i++) {
            int p = left ? Landmarks68.LEFT_BROW + 4 - i : Landmarks68.RIGHT_BROW + i;
            // The landmarks lie on the brow's upper border.
            xs[i] = x(p);
            ys[i] = y(p);
            xs[9 - i] = x(p);
            ys[9 - i] = y(p) + 2 * half[i] * thick;
        }
        Path2D path = new Path2D.Double();
        path.moveTo(xs[0], ys[0]);
        for (int i = 0; i < 10; i++) {
            int a = (i + 9) % 10;
            int c = (i + 1) % 10;
            int e = (i + 2) % 10;
            path.curveTo(
                    xs[i] + (xs[c] - xs[a]) / 8,
                    ys[i] + (ys[c] - ys[a]) / 8,
                    xs[c] - (xs[e] - xs[i]) / 8,
                    ys[c] - (ys[e] - ys[i]) / 8,
                    xs[c],
                    ys[c]);
        }
        path.closePath();
        return path;
    }
}
