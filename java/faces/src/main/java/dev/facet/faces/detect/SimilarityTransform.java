package dev.facet.faces.detect;

/**
 * A turn, a uniform scale and a shift of the plane: {@code x' = a x - b y + tx}, {@code y' = b x + a y + ty}. It never
 * mirrors.
 *
 * @param a scale times the cosine of the turn
 * @param b scale times its sine; the turn goes from x to y, clockwise in a picture
 * @param tx shift across in target units
 * @param ty shift down in target units
 */
public record SimilarityTransform(double a, double b, double tx, double ty) {

    /** Refuses what is not finite or has no scale, for it could not be inverted. */
    public SimilarityTransform {
        double scale = Math.hypot(a, b);
        if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(tx) || !Double.isFinite(ty)) {
            throw new IllegalArgumentException(
                    "a = " + a + ", b = " + b + ", tx = " + tx + ", ty = " + ty + " is no similarity");
        }
    }

    /**
     * The transform that brings points closest to their targets in the least-squares sense (Umeyama, PAMI 13(4), 1991,
     * in the plane and without mirroring). With points as complex numbers about their means it is
     * {@code a + ib = sum(conj(from) * to) / sum(|from|^2)}.
     *
     * @param from {@code x0, y0, ...}, two points or more, not all in one place
     * @param to as many targets
     * @throws IllegalArgumentException if the points are too few, not finite, or in one place
     */
    public static SimilarityTransform fit(float[] from, float[] to) {
        int n = from.length / 2;
        if (from.length != to.length || from.length % 2 != 0 || n < 2) {
            throw new IllegalArgumentException(
                    "a similarity needs two points or more with as many targets, got " + n + " and " + to.length / 2);
        }
        double[] f = mean(from);
        double[] t = mean(to);
        double real = 0;
        double imaginary = 0;
        double spread = 0;
        for (int i = 0; i < n; i++) {
            double fx = from[2 * i] - f[0];
            double fy = from[2 * i + 1] - f[1];
            double gx = to[2 * i] - t[0];
            double gy = to[2 * i + 1] - t[1];
            real += fx * gx + fy * gy;
            imaginary += fx * gy - fy * gx;
            spread += fx * fx + fy * fy;
        }
        double a = real / spread;
        double b = imaginary / spread;
        return new SimilarityTransform(a, b, t[0] - (a * f[0] - b * f[1]), t[1] - (b * f[0] + a * f[1]));
    }

    /** The transform that only stretches both axes by {@code factor}, greater than 0. */
    public static SimilarityTransform scaling(double factor) {
        return new SimilarityTransform(factor, 0, 0, 0);
    }

    private static double[] mean(float[] xy) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < xy.length; i += 2) {
            x += xy[i];
            y += xy[i + 1];
        }
        return new double[] {2 * x / xy.length, 2 * y / xy.length};
    }

    /** Where a point goes, across. */
    public double x(double x, double y) {
        return a * x - b * y + tx;
    }

    /** Where a point goes, down. */
    public double y(double x, double y) {
        return b * x + a * y + ty;
    }

    /** How much longer distances become. */
    public double scale() {
        return Math.hypot(a, b);
    }

    /** Where points go; a new array. */
    public float[] apply(float[] xy) {
        float[] out = new float[xy.length];
        for (int i = 0; i < xy.length; i += 2) {
            out[i] = (float) x(xy[i], xy[i + 1]);
            out[i + 1] = (float) y(xy[i], xy[i + 1]);
        }
        return out;
    }

    /** The way back. */
    public SimilarityTransform inverse() {
        double square = a * a + b * b;
        double ia = a / square;
        double ib = -b / square;
        return new SimilarityTransform(ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty));
    }

    /** This transform, then {@code next}. */
    public SimilarityTransform then(SimilarityTransform next) {
        return new SimilarityTransform(
                next.a * a - next.b * b, next.b * a + next.a * b, next.x(tx, ty), next.y(tx, ty));
    }
}
