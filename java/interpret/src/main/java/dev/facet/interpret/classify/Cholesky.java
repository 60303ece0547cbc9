package dev.facet.interpret.classify;

import java.util.Optional;

/** The factor L of a symmetric positive definite matrix A = L Lᵀ. */
final class Cholesky {
    /** A pivot below this part of its diagonal element is rounding noise. */
    private static final double LEAST_PIVOT = 1e-13;

    private final int n;
    // Row-major; the upper triangle is not used.
    private final double[] l;

    private Cholesky(int n, double[] l) {
        this.n = n;
        this.l = l;
    }

    /**
     * Factors a matrix.
     *
     * @param a {@code n * n} values, of which the lower triangle is read
     * @return empty if it is not positive definite as far as rounding shows
     */
    static Optional<Cholesky> of(double[] a, int n) {
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i * n + k] * l[j * n + k];
                }
                if (j < i) {
                    l[i * n + j] = sum / l[j * n + j];
                } else if (sum > LEAST_PIVOT * a[i * n + i]) {
                    l[i * n + i] = Math.sqrt(sum);
                } else {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Cholesky(n, l));
    }

    /** log |A|. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(l[i * n + i]);
        }
        return 2 * sum;
    }

    /** Replaces b by L⁻¹ b. */
    void forward(double[] b) {
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= l[i * n + k] * b[k];
            }
            b[i] = sum / l[i * n + i];
        }
    }

    /** Replaces b by A⁻¹ b. */
    void solve(double[] b) {
        forward(b);
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < n; k++) {
                sum -= l[k * n + i] * b[k];
            }
            b[i] = sum / l[i * n + i];
        }
    }

    /** bᵀ A⁻¹ b; b is overwritten. */
    double squaredDistance(double[] b) {
        forward(b);
        double sum = 0;
        for (double v : b) {
            sum += v * v;
        }
        return sum;
    }
}
