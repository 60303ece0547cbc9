package dev.facet.faces.synth;

/** The simple bodies around the face: ears, neck, shoulders, knots of hair, hats. */
final class Solids {

    private Solids() {}

    /** An ellipsoid; u, v run over angle and height from -1 to 1. */
    static Mesh ellipsoid(
            double x, double y, double z, double rx, double ry, double rz, Projection projection, Shot.Light light) {
        int rows = 12;
        int columns = 18;
        Mesh mesh = new Mesh(rows, columns);
        for (int r = 0; r < rows; r++) {
            double h = -Math.cos(Math.PI * (r + 0.02) / (rows - 0.96));
            double across = Math.sqrt(Math.max(0, 1 - h * h));
            for (int c = 0; c < columns; c++) {
                double t = (2.0 * c / (columns - 1) - 1) * Math.PI;
                mesh.set(
                        r,
                        c,
                        x + rx * across * Math.sin(t),
                        y + ry * h,
                        z + rz * across * Math.cos(t),
                        t,
                        h,
                        projection);
            }
        }
        mesh.shade(light, 1, 0.3, 16);
        return mesh;
    }

    /** An ear; its hollow is darker. */
    static Mesh ear(int side, HeadSurface head, double size, Projection projection, Shot.Light light) {
        double w = head.width(0.12);
        Mesh ear = ellipsoid(side * (w + 0.02), 0.14, -0.12, 0.12 * size, 0.3 * size, 0.15 * size, projection, light);
        for (int r = 0; r < ear.rows; r++) {
            for (int c = 0; c < ear.columns; c++) {
                double t = ear.u(r, c);
                double h = ear.v(r, c);
                boolean hollow = Math.abs(Math.abs(t) - 0.7) < 0.5 && Math.abs(h - 0.05) < 0.62;
                ear.dim(r, c, hollow ? 0.72 : 0.95);
            }
        }
        return ear;
    }

    /** The neck, in the shadow of the chin. */
    static Mesh neck(double jaw, Projection projection, Shot.Light light) {
        int rows = 14;
        int columns = 22;
        Mesh mesh = new Mesh(rows, columns);
        double radius = 0.14 + 0.5 * jaw;
        for (int r = 0; r < rows; r++) {
            double y = 0.8 + 2.2 * r / (rows - 1.0);
            double wide = radius * (1 + 0.32 * HeadSurface.smooth((y - 1.9) / 0.9));
            for (int c = 0; c < columns; c++) {
                double t = (1.2 * c / (columns - 1) - 0.6) * Math.PI;
                mesh.set(r, c, wide * Math.sin(t), y, -0.45 + 0.85 * radius * Math.cos(t), t, y, projection);
            }
        }
        mesh.shade(light, 1, 0.25, 10);
        for (int r = 0; r < rows; r++) {
            double y = 0.8 + 2.2 * r / (rows - 1.0);
            for (int c = 0; c < columns; c++) {
                mesh.dim(r, c, 0.42 + 0.5 * HeadSurface.smooth((y - 1.4) / 1.0));
            }
        }
        return mesh;
    }

    /** Clothed shoulders; u is the angle, v the height. */
    static Mesh shoulders(double jaw, Projection projection, Shot.Light light) {
        int rows = 12;
        int columns = 26;
        Mesh mesh = new Mesh(rows, columns);
        for (int r = 0; r < rows; r++) {
            double y = 2 + 1.6 * r / (rows - 1.0);
            double wide = 0.5 + 0.4 * jaw + 1.55 * HeadSurface.smooth((y - 1.95) / 0.95);
            for (int c = 0; c < columns; c++) {
                double t = (1.2 * c / (columns - 1) - 0.6) * Math.PI;
                double deep = 0.62 + 0.4 * HeadSurface.smooth((y - 1.95) / 1.2);
                mesh.set(r, c, wide * Math.sin(t), y, -0.45 + deep * Math.cos(t), t, y, projection);
            }
        }
        mesh.shade(light, 1, 0.25, 8);
        return mesh;
    }

    /** The crown of a hat down to a height; u is the angle, v the height. */
    static Mesh dome(HeadSurface head, double bottom, double thick, Projection projection, Shot.Light light) {
        int rows = 16;
        int columns = 40;
        Mesh mesh = new Mesh(rows, columns);
        double crown = head.crown();
        HeadSurface.Ray[] rays = head.rays(columns, Math.PI);
        for (int r = 0; r < rows; r++) {
            double share = r / (rows - 1.0);
            double y = crown + 0.001 + (bottom - crown) * (0.5 * share + 0.5 * share * share);
            HeadSurface.Ring ring = head.ring(y);
            double lift = thick * HeadSurface.smooth((-0.5 - y) / 0.9);
            for (int c = 0; c < columns; c++) {
                HeadSurface.Ray ray = rays[c];
                mesh.set(
                        r,
                        c,
                        (ring.width() + thick) * ray.sin(),
                        y - lift,
                        ring.depth(ray) + thick * ray.cos(),
                        ray.angle(),
                        y,
                        projection);
            }
        }
        mesh.shade(light, 1, 0.3, 12);
        return mesh;
    }

    /**
     * A brim from the border of a dome outwards.
     *
     * @param half angle that it covers to both sides
     * @param out how far it reaches
     * @param drop how far it falls
     */
    static Mesh brim(
            HeadSurface head,
            double y,
            double thick,
            double half,
            double out,
            double drop,
            Projection projection,
            Shot.Light light) {
        int rows = 6;
        int columns = 40;
        Mesh mesh = new Mesh(rows, columns);
        HeadSurface.Ring ring = head.ring(y);
        HeadSurface.Ray[] rays = head.rays(columns, half);
        for (int r = 0; r < rows; r++) {
            double share = r / (rows - 1.0);
            for (int c = 0; c < columns; c++) {
                HeadSurface.Ray ray = rays[c];
                double t = ray.angle();
                double reach =
                        thick + out * share * (half > 3 ? 1 : Math.sqrt(Math.max(0, Math.cos(t * Math.PI / 2 / half))));
                mesh.set(
                        r,
                        c,
                        (ring.width() + reach) * ray.sin(),
                        y + drop * share,
                        ring.depth(ray) + reach * ray.cos(),
                        t,
                        share,
                        projection);
            }
        }
        mesh.shade(light, 1, 0.5, 12);
        return mesh;
    }
}
