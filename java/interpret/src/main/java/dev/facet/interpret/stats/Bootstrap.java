package dev.facet.interpret.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bootstrap confidence intervals over independent units (Efron and Tibshirani, 1993). The unit is what was sampled
 * independently: for channel metrics a face with all its maps, never the single map, since the maps of one face move
 * together.
 *
 * <p>Replicate r draws from its own generator, so results depend on the seed alone, not on threads.
 *
 * @param replicates how many resamples, at least 100
 * @param seed of the resampling
 * @param level the confidence, in (0, 1)
 * @param method how the resampled values become an interval
 */
public record Bootstrap(int replicates, long seed, double level, Method method) {
    /** How the distribution of resampled values becomes an interval. */
    public enum Method {
        /** Its quantiles as they are. Right only where the statistic is nearly unbiased. */
        PERCENTILE,
        /** Its quantiles corrected for bias and for a spread that changes with the value, by a jackknife. */
        BCA,
        /**
         * Its spread about its own mean, put around the value: for statistics such as location consistency that repeated
         * units bias by more than their spread, where no quantile of resampled values is anywhere near the value. The
         * interval is for what the statistic is on average over samples of this size.
         */
        CENTRED
    }

    public Bootstrap {
        if (replicates < 100) {
            throw new IllegalArgumentException("a bootstrap needs at least 100 replicates, not " + replicates);
        }
        Interval.requireLevel(level);
    }

    /** BCa at 95 % from 1000 resamples. */
    public static Bootstrap withSeed(long seed) {
        return new Bootstrap(1000, seed, Interval.DEFAULT_LEVEL, Method.BCA);
    }

    /** This with that many replicates. */
    public Bootstrap withReplicates(int count) {
        return new Bootstrap(count, seed, level, method);
    }

    /** This with another kind of interval. */
    public Bootstrap withMethod(Method other) {
        return new Bootstrap(replicates, seed, level, other);
    }

    /**
     * The statistic of all units with its interval.
     *
     * @param units how many independent units there are
     * @param statistic a pure function; called from several threads
     * @return the value, without an interval where there are fewer than two units or resamples do not determine it
     */
    public Estimate estimate(int units, WeightedStatistic statistic) {
        if (units < 1) {
            throw new IllegalArgumentException("nothing to resample: " + units + " units");
        }
        int[] once = new int[units];
        Arrays.fill(once, 1);
        double value = statistic.of(once);
        if (units < 2 || Double.isNaN(value)) {
            return Estimate.withoutInterval(value);
        }
        double[] resampled = IntStream.range(0, replicates)
                .parallel()
                .mapToDouble(r -> statistic.of(resample(units, r)))
                .toArray();
        double[] defined =
                Arrays.stream(resampled).filter(v -> !Double.isNaN(v)).sorted().toArray();
        // Where a twentieth of the resamples have no value, the rest are no fair picture of the spread.
        if (defined.length < 0.95 * replicates) {
            return Estimate.withoutInterval(value);
        }
        double tail = (1 - level) / 2;
        double[] tails = method == Method.BCA
                ? correctedTails(units, statistic, defined, value, tail)
                : new double[] {tail, 1 - tail};
        double shift = method == Method.CENTRED
                ? value - Arrays.stream(defined).average().orElseThrow()
                : 0;
        return Estimate.of(
                value, new Interval(quantile(defined, tails[0]) + shift, quantile(defined, tails[1]) + shift, level));
    }

    /**
     * The mean of one value a unit, with its interval.
     *
     * @param values one for each unit; none gives an estimate that is not measured
     */
    public Estimate mean(double... values) {
        if (values.length == 0) {
            return Estimate.withoutInterval(Double.NaN);
        }
        return estimate(values.length, counts -> {
            double sum = 0;
            long n = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i] * values[i];
                n += counts[i];
            }
            return n == 0 ? Double.NaN : sum / n;
        });
    }

    /**
     * The difference of two statistics over the same units, resampled together.
     *
     * @return the estimate of {@code a - b}
     */
    public Estimate pairedDifference(int units, WeightedStatistic a, WeightedStatistic b) {
        return estimate(units, counts -> a.of(counts) - b.of(counts));
    }

    private int[] resample(int units, int replicate) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed + replicate).nextLong() ^ seed);
        int[] counts = new int[units];
        for (int i = 0; i < units; i++) {
            counts[random.nextInt(units)]++;
        }
        return counts;
    }

    /** The two tail probabilities of the BCa interval (Efron and Tibshirani, equations 14.9 to 14.15). */
    private double[] correctedTails(
            int units, WeightedStatistic statistic, double[] sorted, double value, double tail) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double below = 0;
        for (double v : sorted) {
            // Half of the ties: a statistic of few distinct values is not biased for that alone.
            below += v < value ? 1 : v == value ? 0.5 : 0;
        }
        double share = below / sorted.length;
        // With all resamples on one side the correction is unbounded; half a replicate keeps it finite.
        share = Math.max(0.5 / sorted.length, Math.min(1 - 0.5 / sorted.length, share));
        double bias = normal.inverseCumulativeProbability(share);
        double acceleration = acceleration(units, statistic);
        double[] tails = new double[2];
        for (int side = 0; side < 2; side++) {
            double z = bias + normal.inverseCumulativeProbability(side == 0 ? tail : 1 - tail);
            tails[side] = normal.cumulativeProbability(bias + z / (1 - acceleration * z));
        }
        return tails[0] <= tails[1] ? tails : new double[] {tail, 1 - tail};
    }

    private static double acceleration(int units, WeightedStatistic statistic) {
        double[] leftOut = IntStream.range(0, units)
                .parallel()
                .mapToDouble(unit -> {
                    int[] counts = new int[units];
                    Arrays.fill(counts, 1);
                    counts[unit] = 0;
                    return statistic.of(counts);
                })
                .filter(v -> !Double.isNaN(v))
                .toArray();
        double mean = Arrays.stream(leftOut).average().orElse(0);
        double squares = 0;
        double cubes = 0;
        for (double v : leftOut) {
            double d = mean - v;
            squares += d * d;
            cubes += d * d * d;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    /** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
    static double quantile(double[] sorted, double probability) {
        double at = probability * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
