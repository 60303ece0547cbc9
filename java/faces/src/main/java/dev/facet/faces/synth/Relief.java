package dev.facet.faces.synth;

/**
 * Height of the features over the smooth head, seen from the front: a sum of bumps, each the product of one across and one
 * along the face. What depends on the height of a point alone is computed once a {@link Row}.
 */
final class Relief {

    private static final int MOST_BUMPS = 13;

    /** Where the features of a face are: nothing further out or higher rises over the smooth head. */
    private static final double SIDE = 1;

    private static final double TOP = -0.8;

    private final Person person;
    private final double chin;
    private final double smile;
    private final double open;

    /** @param chin height of its lowest point */
    Relief(Person person, double chin, Shot.Expression expression) {
        this.person = person;
        this.chin = chin;
        smile = expression.smile();
        open = expression.open();
    }

    /** The relief at one height. */
    Row row(double y) {
        Row row = new Row();
        if (y < TOP) {
            return row;
        }
        Person.Nose n = person.nose();
        if (y > -0.35 && y < n.base() + 0.2) {
            nose(row, n, y);
        }
        Person.Eyes e = person.eyes();
        if (y < 0.45) {
            row.add(SIDE, 0.075 * bump(y + 0.3, 0.13), 0.4, 0.33, 1);
            row.add(SIDE, -(0.17 * e.deep()), e.spacing() * 0.92, 0.22, bump(y + 0.02, 0.15));
            row.add(SIDE, 0.1, e.spacing(), 0.17, bump(y, 0.11));
        }
        row.add(SIDE, 0.09, 0.62, 0.24, bump(y - 0.42 + 0.06 * smile, 0.22), 1 + 0.7 * smile);
        double m = person.mouth().y();
        if (y > m - 0.5) {
            double gap = 0.26 * open;
            row.add(SIDE, 0.1, 0, 0.32, bump(y - m - 0.02 - gap / 2, 0.2 + gap / 2));
            row.add(SIDE, 0.05, 0, 0.22, bump(y - m + 0.07, 0.06));
            row.add(SIDE, 0.07, 0, 0.2, bump(y - m - 0.1 - gap, 0.07));
            row.add(SIDE, -0.05, 0, 0.26, bump(y - m - 0.27 - gap, 0.07));
            row.add(SIDE, 0.1, 0, 0.2, bump(y - chin + 0.24, 0.15));
        }
        // Fold from the wing of the nose to the corner of the mouth.
        if (y > 0.4 && y < 1.2) {
            double fold = 0.3 + (y - 0.55) * 0.38;
            double depth = 0.015 + 0.035 * smile + 0.02 * person.skin().age();
            row.add(SIDE, -depth, fold, 0.045, bump(y - 0.78, 0.2));
        }
        return row;
    }

    // The ridge rises from the root to the tip, then falls off steeply to the lip.
    private static void nose(Row row, Person.Nose n, double y) {
        double side = Math.nextDown(0.5);
        double tip = n.base() - 0.12;
        double along =
                y < tip ? HeadSurface.smooth((y + 0.22) / (tip + 0.22)) : 1 - HeadSurface.smooth((y - tip) / 0.2);
        double ridge = 0.08 * n.bridge() * bump(y - 0.05, 0.22) + n.rise() * along * Math.sqrt(Math.max(along, 0));
        double spread = 0.1 + 0.06 * Math.max(0, y) / n.base();
        row.add(side, ridge, 0, spread, 1);
        row.add(side, 0.06 * n.tip(), 0, 0.11, bump(y - tip, 0.1));
        row.add(side, 0.15, n.width() * 0.72, 0.085, bump(y - n.base() + 0.1, 0.09));
    }

    private static double bump(double d, double width) {
        double q = d / width;
        q *= q;
        // exp(-q) within 2 %, without exp: this runs for every vertex.
        return q > 9 ? 0 : 1 / sq(sq(1 + q / 4 + q * q / 40));
    }

    private static double sq(double v) {
        return v * v;
    }

    /** The bumps that reach one height. */
    static final class Row {

        private int bumps;
        private final double[] side = new double[MOST_BUMPS];
        private final double[] height = new double[MOST_BUMPS];
        private final double[] centre = new double[MOST_BUMPS];
        private final double[] width = new double[MOST_BUMPS];
        private final double[] along = new double[MOST_BUMPS];
        private final double[] more = new double[MOST_BUMPS];

        private Row() {}

        private void add(double side, double height, double centre, double width, double along) {
            add(side, height, centre, width, along, 1);
        }

        // Two bumps, one on either side, unless the centre is 0; gone further out than the side.
        private void add(double side, double height, double centre, double width, double along, double more) {
            if (height == 0 || along == 0) {
                return;
            }
            this.side[bumps] = side;
            this.height[bumps] = height;
            this.centre[bumps] = centre;
            this.width[bumps] = width;
            this.along[bumps] = along;
            this.more[bumps++] = more;
        }

        /** Height of the relief at a place across the face. */
        double at(double x) {
            double ax = Math.abs(x);
            double z = 0;
            for (int i = 0; i < bumps; i++) {
                if (ax <= side[i]) {
                    z += height[i] * bump(ax - centre[i], width[i]) * along[i] * more[i];
                }
            }
            return z;
        }
    }
}
