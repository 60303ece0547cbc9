package dev.facet.interpret.stats;

import java.util.Arrays;

/** How closely two quantities go together, from -1 to 1; NaN where one of them does not vary. */
public final class Correlation {
    private Correlation() {}

    /** Pearson's correlation: of how far a straight line describes one by the other. */
    public static double pearson(double[] a, double[] b) {
        return pearsonOf(a, b).of(once(a));
    }

    /** Spearman's correlation: Pearson's of the ranks, equal values sharing theirs. */
    public static double spearman(double[] a, double[] b) {
        return spearmanOf(a, b).of(once(a));
    }

    /**
     * Pearson's correlation of units that count as often as told, for a bootstrap.
     *
     * @throws IllegalArgumentException if the arrays differ in length
     */
    public static WeightedStatistic pearsonOf(double[] a, double[] b) {
        requirePairs(a, b);
        return counts -> pearson(a, b, counts);
    }

    /**
     * Spearman's correlation of units that count as often as told, for a bootstrap.
     *
     * @throws IllegalArgumentException if the arrays differ in length, or a value is NaN
     */
    public static WeightedStatistic spearmanOf(double[] a, double[] b) {
        requirePairs(a, b);
        Ranking ofA = Ranking.of(a);
        Ranking ofB = Ranking.of(b);
        return counts -> pearson(ofA.midranks(counts), ofB.midranks(counts), counts);
    }

    private static double pearson(double[] a, double[] b, int[] counts) {
        double n = 0;
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < counts.length; i++) {
            n += counts[i];
            meanA += counts[i] * a[i];
            meanB += counts[i] * b[i];
        }
        meanA /= n;
        meanB /= n;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < counts.length; i++) {
            double x = a[i] - meanA;
            double y = b[i] - meanB;
            aa += counts[i] * x * x;
            bb += counts[i] * y * y;
            ab += counts[i] * x * y;
        }
        double r = ab / Math.sqrt(aa) / Math.sqrt(bb);
        // What rounding leaves of a constant is no variation; and NaN stays NaN.
        boolean varies = aa > 1e-24 * n * meanA * meanA && bb > 1e-24 * n * meanB * meanB;
        return varies ? Math.max(-1, Math.min(1, r)) : Double.NaN;
    }

    private static void requirePairs(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "a correlation is of pairs, not of " + a.length + " and " + b.length + " values");
        }
    }

    private static int[] once(double[] a) {
        int[] counts = new int[a.length];
        Arrays.fill(counts, 1);
        return counts;
    }
}
