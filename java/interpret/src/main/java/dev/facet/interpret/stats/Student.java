package dev.facet.interpret.stats;

import dev.facet.interpret.maps.Finite;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student intervals for the mean of a few independent values, such as one per seed or per fold, where a bootstrap of
 * three or ten values would be far too narrow.
 */
public final class Student {
    private Student() {}

    /**
     * The mean with its interval at 95 %.
     *
     * @param values independent values; one value gives no interval
     * @throws IllegalArgumentException if there is no value, or one is not finite
     */
    public static Estimate mean(double... values) {
        return mean(Interval.DEFAULT_LEVEL, values);
    }

    /** The mean with its interval at {@code level}. */
    public static Estimate mean(double level, double[] values) {
        Interval.requireLevel(level);
        RunningMoments moments = moments(values);
        if (moments.count() == 1) {
            return Estimate.withoutInterval(moments.mean());
        }
        double t = TDistribution.of(moments.count() - 1).inverseCumulativeProbability(0.5 + level / 2);
        double half = t * moments.standardDeviation() / Math.sqrt(moments.count());
        return Estimate.of(moments.mean(), new Interval(moments.mean() - half, moments.mean() + half, level));
    }

    /**
     * The mean of {@code a[i] - b[i]} with its interval: two networks on the same seeds, or on the same folds.
     *
     * @throws IllegalArgumentException if the arrays differ in length, are empty, or hold a value that is not finite
     */
    public static Estimate pairedDifference(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("pairs need as many values on each side, not " + a.length + " and "
                    + b.length + "; compare the same seeds or folds");
        }
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
        }
        return mean(Interval.DEFAULT_LEVEL, differences);
    }

    /**
     * The mean of {@code a} less that of {@code b} with its interval, for two groups of different things (Welch, Biometrika
     * 34, 1947).
     *
     * @throws IllegalArgumentException if a group is empty or holds a value that is not finite
     */
    public static Estimate difference(double[] a, double[] b) {
        RunningMoments first = moments(a);
        RunningMoments second = moments(b);
        double difference = first.mean() - second.mean();
        if (first.count() < 2 || second.count() < 2) {
            return Estimate.withoutInterval(difference);
        }
        double u = first.standardDeviation() * first.standardDeviation() / first.count();
        double v = second.standardDeviation() * second.standardDeviation() / second.count();
        if (u + v == 0) {
            return Estimate.of(difference, new Interval(difference, difference, Interval.DEFAULT_LEVEL));
        }
        double freedom = (u + v) * (u + v) / (u * u / (first.count() - 1) + v * v / (second.count() - 1));
        double half = TDistribution.of(freedom).inverseCumulativeProbability(0.5 + Interval.DEFAULT_LEVEL / 2)
                * Math.sqrt(u + v);
        return Estimate.of(difference, new Interval(difference - half, difference + half, Interval.DEFAULT_LEVEL));
    }

    private static RunningMoments moments(double[] values) {
        Finite.require(values, "values to average");
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to average");
        }
        RunningMoments moments = new RunningMoments();
        for (double value : values) {
            moments.add(value);
        }
        return moments;
    }
}
