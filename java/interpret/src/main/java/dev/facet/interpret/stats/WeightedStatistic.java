package dev.facet.interpret.stats;

/**
 * A number computed from units of which each counts a whole number of times. Once each gives the statistic itself; a
 * bootstrap asks with resampled counts, a jackknife with one unit left out.
 */
@FunctionalInterface
public interface WeightedStatistic {
    /**
     * The statistic's value.
     *
     * @param counts how often each unit counts, at least 0; only read
     * @return the value, or NaN where these units do not determine it
     */
    double of(int[] counts);
}
