package dev.facet.interpret.pls;

/** Textbook NIPALS for one column in double, with deflation of X: what the engine's results are measured against. */
final class DoublePls {
    final double[][] weights;
    final double[][] scores;
    final double[] targetLoadings;
    final double[] vip;

    DoublePls(float[][] x, PlsTarget target, int components) {
        int n = target.rowCount();
        int m = x[0].length;
        double[][] e = new double[n][m];
        double[] f = new double[n];
        for (int j = 0; j < m; j++) {
            double mean = 0;
            for (int i = 0; i < n; i++) {
                mean += x[target.row(i)][j] / (double) n;
            }
            for (int i = 0; i < n; i++) {
                e[i][j] = x[target.row(i)][j] - mean;
            }
        }
        for (int i = 0; i < n; i++) {
            f[i] = target.centred(0, i);
        }
        weights = new double[components][m];
        scores = new double[components][n];
        targetLoadings = new double[components];
        vip = new double[m];
        double total = 0;
        for (int a = 0; a < components; a++) {
            double[] w = weights[a];
            double[] t = scores[a];
            for (int i = 0; i < n; i++) {
                Vectors.add(w, f[i], e[i]);
            }
            double norm = Math.sqrt(Vectors.dot(w, w));
            for (int j = 0; j < m; j++) {
                w[j] /= norm;
            }
            double[] p = new double[m];
            for (int i = 0; i < n; i++) {
                t[i] = Vectors.dot(e[i], w);
                Vectors.add(p, t[i], e[i]);
            }
            double squares = Vectors.dot(t, t);
            double q = Vectors.dot(f, t) / squares;
            for (int i = 0; i < n; i++) {
                Vectors.add(e[i], -t[i] / squares, p);
            }
            Vectors.add(f, -q, t);
            targetLoadings[a] = q;
            for (int j = 0; j < m; j++) {
                vip[j] += q * q * squares * w[j] * w[j];
            }
            total += q * q * squares;
        }
        for (int j = 0; j < m; j++) {
            vip[j] = Math.sqrt(m * vip[j] / total);
        }
    }
}
