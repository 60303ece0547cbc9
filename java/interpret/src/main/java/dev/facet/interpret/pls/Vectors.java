package dev.facet.interpret.pls;

/** Sums over vectors as long as a row of features, in double, and updates in float. */
final class Vectors {
    private Vectors() {}

    static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) { // four sums, so that additions need not wait for each other
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += (double) a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(float[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** a += factor·b. */
    static void add(float[] a, double factor, float[] b) {
        float f = (float) factor;
        for (int i = 0; i < a.length; i++) {
            a[i] += f * b[i];
        }
    }

    /** a += factor·b. */
    static void add(double[] a, double factor, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    static void scale(float[] a, double factor) {
        float f = (float) factor;
        for (int i = 0; i < a.length; i++) {
            a[i] *= f;
        }
    }

    /** a ∘= b. */
    static void multiply(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= b[i];
        }
    }

    /** sums += factor·a². */
    static void addSquares(float[] sums, double factor, float[] a) {
        float f = (float) factor;
        for (int i = 0; i < a.length; i++) {
            sums[i] += f * a[i] * a[i];
        }
    }
}
