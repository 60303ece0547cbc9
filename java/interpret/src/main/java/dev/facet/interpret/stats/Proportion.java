package dev.facet.interpret.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How often something happened in independent trials, with the score interval of Wilson (Journal of the American
 * Statistical Association 22, 1927), which also holds for few trials and for shares near 0 or 1.
 */
public final class Proportion {
    private Proportion() {}

    /**
     * The share with its interval at 95 %.
     *
     * @param successes 0 to {@code trials}
     * @param trials at least 1
     */
    public static Estimate of(int successes, int trials) {
        return of(successes, trials, Interval.DEFAULT_LEVEL);
    }

    /** The share with its interval at {@code level}. */
    public static Estimate of(int successes, int trials, double level) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials + " is no share");
        }
        return ofShare((double) successes / trials, trials, level);
    }

    /**
     * A share with its interval at {@code level} from as many independent trials as it is worth, which need not be a whole
     * number: fewer than were made if they resemble each other.
     *
     * @param share in [0, 1]
     * @param trials above 0
     */
    public static Estimate ofShare(double share, double trials, double level) {
        Interval.requireLevel(level);
        if (!(trials > 0 && share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(share + " of " + trials + " trials is no share");
        }
        double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.5 + level / 2);
        double weight = z * z / trials;
        double centre = (share + weight / 2) / (1 + weight);
        double half = z * Math.sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight);
        // Rounding may leave the ends a hair beyond 0 and 1.
        return Estimate.of(share, new Interval(centre - half, centre + half, level).clipped(0, 1));
    }
}
