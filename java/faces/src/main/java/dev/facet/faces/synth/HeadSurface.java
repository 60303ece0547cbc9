package dev.facet.faces.synth;

/**
 * The head as a surface over height y and the angle t around the vertical axis (0 in front, positive to the picture's
 * right): {@code x = w(y) sin t}, and z by a superellipse with the relief of the face (nose, sockets, lips, chin) on top.
 */
final class HeadSurface {

    private final Person person;
    private final Features features;
    private final double smile;
    private final double open;
    private final Curve widthSquared;
    private final Curve front;
    private final Curve back;

    HeadSurface(Person person, Shot shot, Features features) {
        this.person = person;
        this.features = features;
        smile = shot.expression().smile();
        open = shot.expression().open();
        Person.Head h = person.head();
        double crown = h.crown();
        double chin = features.chin;
        double w = h.width();
        double jaw = w * h.jaw();
        // Squares, so that the ends come out round.
        widthSquared = new Curve(
                crown,
                0,
                crown + 0.12,
                sq(0.44 * w),
                crown + 0.42,
                sq(0.76 * w),
                -0.75,
                sq(0.95 * w),
                -0.2,
                sq(1.02 * w),
                0.25,
                sq(w * h.cheek()),
                0.65,
                sq(0.5 * (w * h.cheek() * 0.97 + 1.05 * jaw)),
                0.98,
                sq(jaw * 0.97),
                chin - 0.36,
                sq(jaw * 0.5 + h.chin() * 0.6),
                chin - 0.13,
                sq(h.chin() * 1.12),
                chin - 0.045,
                sq(h.chin() * 0.72),
                chin,
                0);
        front = new Curve(
                crown,
                0,
                crown + 0.1,
                0.48,
                crown + 0.4,
                0.92,
                -0.75,
                1.18,
                -0.2,
                1.25,
                0.3,
                1.2,
                0.9,
                1.2,
                chin - 0.3,
                1.13,
                chin - 0.08,
                1.06,
                chin,
                0.6);
        back = new Curve(crown, 0, crown + 0.1, 0.6, crown + 0.4, 1.15, -0.7, 1.5, 0, 1.5, 0.6, 1.1, 1, 0.5, chin, 0.1);
    }

    private static double sq(double v) {
        return v * v;
    }

    double crown() {
        return person.head().crown();
    }

    double chin() {
        return features.chin;
    }

    /** Half width at a height. */
    double width(double y) {
        return Math.sqrt(Math.max(0, widthSquared.at(y)));
    }

    /** The smooth head cut at one height: half width, and depth before and behind the axis. */
    record Ring(double width, double front, double back, double flat) {

        /** Depth at an angle, without {@link HeadSurface#relief}. */
        double depth(double sin, double cos) {
            return cos < 0 ? back * cos : front * Math.sqrt(Math.max(0, 1 - Math.pow(Math.abs(sin), flat)));
        }
    }

    Ring ring(double y) {
        return new Ring(width(y), front.at(y), back.at(y), person.head().flat());
    }

    /** Height of the features over the smooth head, at a point seen from the front. */
    double relief(double x, double y) {
        double ax = Math.abs(x);
        if (ax > 1 || y < -0.8) {
            return 0;
        }
        Person.Nose n = person.nose();
        Person.Eyes e = person.eyes();
        double tip = n.base() - 0.12;
        double z = 0;
        // Ridge of the nose: rises from the root to the tip, then falls off steeply to the lip.
        if (ax < 0.5 && y > -0.35 && y < n.base() + 0.2) {
            double along = y < tip ? smooth((y + 0.22) / (tip + 0.22)) : 1 - smooth((y - tip) / 0.2);
            double ridge = 0.08 * n.bridge() * bump(y - 0.05, 0.22) + n.rise() * along * Math.sqrt(Math.max(along, 0));
            double spread = 0.1 + 0.06 * Math.max(0, y) / n.base();
            z += ridge * bump(x, spread);
            z += 0.06 * n.tip() * bump(x, 0.11) * bump(y - tip, 0.1);
            z += 0.15 * bump(ax - n.width() * 0.72, 0.085) * bump(y - n.base() + 0.1, 0.09);
        }
        if (y < 0.45) {
            z += 0.075 * bump(y + 0.3, 0.13) * bump(ax - 0.4, 0.33);
            z -= 0.17 * e.deep() * bump(ax - e.spacing() * 0.92, 0.22) * bump(y + 0.02, 0.15);
            z += 0.1 * bump(ax - e.spacing(), 0.17) * bump(y, 0.11);
        }
        z += 0.09 * bump(ax - 0.62, 0.24) * bump(y - 0.42 + 0.06 * smile, 0.22) * (1 + 0.7 * smile);
        double m = person.mouth().y();
        if (y > m - 0.5) {
            double gap = 0.26 * open;
            z += 0.1 * bump(x, 0.32) * bump(y - m - 0.02 - gap / 2, 0.2 + gap / 2);
            z += 0.05 * bump(x, 0.22) * bump(y - m + 0.07, 0.06);
            z += 0.07 * bump(x, 0.2) * bump(y - m - 0.1 - gap, 0.07);
            z -= 0.05 * bump(x, 0.26) * bump(y - m - 0.27 - gap, 0.07);
            z += 0.1 * bump(x, 0.2) * bump(y - features.chin + 0.24, 0.15);
        }
        // Fold from the wing of the nose to the corner of the mouth.
        if (y > 0.4 && y < 1.2) {
            double fold = 0.3 + (y - 0.55) * 0.38;
            z -= (0.015 + 0.035 * smile + 0.02 * person.skin().age()) * bump(ax - fold, 0.045) * bump(y - 0.78, 0.2);
        }
        return z;
    }

    /** A point of the skin: x, y as given, z with relief. For landmarks and things laid on the face. */
    double surface(double x, double y) {
        double w = width(y);
        double s = w <= 0 ? 1 : Math.max(-1, Math.min(1, x / w));
        return ring(y).depth(s, 1) + relief(x, y);
    }

    private static double bump(double d, double width) {
        double q = d / width;
        q *= q;
        // exp(-q) within 2 %, without exp: this runs for every vertex.
        return q > 9 ? 0 : 1 / sq(sq(1 + q / 4 + q * q / 40));
    }

    static double smooth(double t) {
        double c = Math.max(0, Math.min(1, t));
        return c * c * (3 - 2 * c);
    }

    private static final double[] JAW_HEIGHTS = {-0.04, 0.22, 0.47, 0.71, 0.93, 1.13, 1.33, 1.5, 1.62};

    /** Landmarks 0 to 16: the visible border of the face from the height of the eyes to the chin. */
    double[] jawPoint(int i, Projection projection, double yaw) {
        int level = i <= 8 ? i : 16 - i;
        double chinShare = features.chin / JAW_HEIGHTS[8];
        double y = JAW_HEIGHTS[level] * (level == 0 ? 1 : chinShare);
        y = Math.min(y, features.chin - 0.012);
        double side = i < 8 ? -1 : i > 8 ? 1 : 0;
        double w = width(y);
        double t = Math.toRadians(84);
        // On the far side the border of the picture comes before the border of the face.
        if (side * yaw > 0) {
            t = Math.min(t, Math.atan2(w * Math.cos(yaw), front.at(y) * Math.abs(Math.sin(yaw))));
        }
        double sin = side * Math.sin(t);
        float[] out = new float[3];
        projection.project(w * sin, y, ring(y).depth(sin, side == 0 ? 1 : Math.cos(t)), out, 0);
        return new double[] {out[0], out[1]};
    }
}
