package dev.facet.interpret.pls;

/** The eigenvector of the largest eigenvalue of a small symmetric matrix, by Jacobi rotations. */
final class DominantVector {
    private static final int MOST_SWEEPS = 60;

    private DominantVector() {}

    /** The unit vector; its largest entry is positive. */
    static double[] of(double[][] symmetric) {
        int n = symmetric.length;
        double[][] a = new double[n][];
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = symmetric[i].clone();
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a) > 0; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, v, p, q);
                }
            }
        }
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = a[i][i] > a[best][best] ? i : best;
        }
        double[] vector = new double[n];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            vector[i] = v[i][best];
            largest = Math.abs(vector[i]) > Math.abs(largest) ? vector[i] : largest;
        }
        for (int i = 0; i < n && largest < 0; i++) {
            vector[i] = -vector[i];
        }
        return vector;
    }

    /** Sum of squares off the diagonal, 0 where it is nothing beside the diagonal. */
    private static double offDiagonal(double[][] a) {
        double off = 0;
        double diagonal = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                if (i == j) {
                    diagonal += a[i][i] * a[i][i];
                } else {
                    off += a[i][j] * a[i][j];
                }
            }
        }
        return off <= 1e-30 * diagonal ? 0 : off;
    }

    private static void rotate(double[][] a, double[][] v, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < a.length; i++) {
            double ip = a[i][p];
            double iq = a[i][q];
            a[i][p] = c * ip - s * iq;
            a[i][q] = s * ip + c * iq;
        }
        for (int i = 0; i < a.length; i++) {
            double pi = a[p][i];
            double qi = a[q][i];
            a[p][i] = c * pi - s * qi;
            a[q][i] = s * pi + c * qi;
            double ip = v[i][p];
            double iq = v[i][q];
            v[i][p] = c * ip - s * iq;
            v[i][q] = s * ip + c * iq;
        }
    }
}
