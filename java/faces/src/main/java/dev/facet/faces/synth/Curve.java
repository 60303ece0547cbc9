package dev.facet.faces.synth;

/** A smooth curve through points that never overshoots them (monotone cubic interpolation, Fritsch and Carlson 1980). */
final class Curve {

    private final double[] x;
    private final double[] y;
    private final double[] slope;

    /** @param xy x0, y0, x1, y1, ... with rising x */
    Curve(double... xy) {
        int n = xy.length / 2;
        x = new double[n];
        y = new double[n];
        slope = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = xy[2 * i];
            y[i] = xy[2 * i + 1];
        }
        for (int i = 1; i < n - 1; i++) {
            double before = (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
            double after = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
            slope[i] = before * after <= 0 ? 0 : 2 / (1 / before + 1 / after);
        }
        slope[0] = (y[1] - y[0]) / (x[1] - x[0]);
        slope[n - 1] = (y[n - 1] - y[n - 2]) / (x[n - 1] - x[n - 2]);
    }

    /** The value at a place; outside the points that of the nearest end. */
    double at(double place) {
        int n = x.length;
        if (place <= x[0]) {
            return y[0];
        }
        if (place >= x[n - 1]) {
            return y[n - 1];
        }
        int i = 1;
        while (place > x[i]) {
            i++;
        }
        double h = x[i] - x[i - 1];
        double t = (place - x[i - 1]) / h;
        double u = 1 - t;
        return y[i - 1] * u * u * (1 + 2 * t)
                + slope[i - 1] * h * t * u * u
                + y[i] * t * t * (1 + 2 * u)
                - slope[i] * h * t * t * u;
    }
}
