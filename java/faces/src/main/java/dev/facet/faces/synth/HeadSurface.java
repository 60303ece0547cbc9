package dev.facet.faces.synth;

/**
 * The head as a surface over height y and the angle t around the vertical axis (0 in front, positive to the picture's
 * right): {@code x = w(y) sin t}, and z by a superellipse with the relief of the face (nose, sockets, lips, chin) on top.
 */
final class HeadSurface {

    private final Person person;
    private final Features features;
    private final Relief relief;
    private final Curve widthSquared;
    private final Curve front;
    private final Curve back;

    HeadSurface(Person person, Shot shot, Features features) {
        this.person = person;
        this.features = features;
        relief = new Relief(person, features.chin, shot.expression());
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

    /** An angle around the axis, with what depends on it and the roundness of the head alone. */
    record Ray(double angle, double sin, double cos, double front) {}

    Ray ray(double angle) {
        return ray(angle, Math.sin(angle), Math.cos(angle));
    }

    /** As {@link #ray(double)} where sine and cosine are known. */
    Ray ray(double angle, double sin, double cos) {
        return new Ray(angle, sin, cos, front(sin));
    }

    // Depth of the front half, as a part of that at the axis.
    private double front(double sin) {
        return Math.sqrt(Math.max(0, 1 - Math.pow(Math.abs(sin), person.head().flat())));
    }

    /** Columns evenly over the angles from {@code -half} to {@code half}. */
    Ray[] rays(int columns, double half) {
        Ray[] rays = new Ray[columns];
        for (int c = 0; c < columns; c++) {
            rays[c] = ray((2.0 * c / (columns - 1) - 1) * half);
        }
        return rays;
    }

    /** The smooth head cut at one height: half width, and depth before and behind the axis. */
    record Ring(double width, double front, double back) {

        /** Depth at an angle, without {@link HeadSurface#relief}. */
        double depth(Ray ray) {
            return ray.cos < 0 ? back * ray.cos : front * ray.front;
        }
    }

    Ring ring(double y) {
        return new Ring(width(y), front.at(y), back.at(y));
    }

    /** Height of the features over the smooth head, at a height of the face. */
    Relief.Row relief(double y) {
        return relief.row(y);
    }

    /** A point of the skin: x, y as given, z with relief. For landmarks and things laid on the face. */
    double surface(double x, double y) {
        double w = width(y);
        double s = w <= 0 ? 1 : Math.max(-1, Math.min(1, x / w));
        return front.at(y) * front(s) + relief(y).at(x);
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
        double cos = side == 0 ? 1 : Math.cos(t);
        float[] out = new float[3];
        projection.project(w * sin, y, ring(y).depth(ray(t, sin, cos)), out, 0);
        return new double[] {out[0], out[1]};
    }
}
