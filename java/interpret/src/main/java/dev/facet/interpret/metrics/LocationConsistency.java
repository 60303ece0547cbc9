package dev.facet.interpret.metrics;

/**
 * How faithfully one channel keeps to one part over many faces (location stability, LS, of arXiv 2207.02179): with A_k
 * the share of faces on which part k fits best, S = (1/K) Σ_k (A_k − 1/K)². LS is the mean of S over channels.
 *
 * <p>S is 0 for a channel that visits all parts alike and (1/K)(1 − 1/K) for one that never leaves its part: 0.12245
 * for seven parts. Few faces raise it by chance, so that channels should be seen on many.
 */
public final class LocationConsistency {
    private LocationConsistency() {}

    /** The value of a channel that never leaves its part: (1/K)(1 − 1/K). */
    public static double ceiling(int parts) {
        requireParts(parts);
        return (1.0 / parts) * (1 - 1.0 / parts);
    }

    /**
     * S of one channel.
     *
     * @param visits how often each part fitted best, at least 0 each
     * @return S in [0, ceiling]; NaN where no part was ever visited
     */
    public static double of(long[] visits) {
        double total = total(visits);
        double uniform = 1.0 / visits.length;
        double sum = 0;
        for (long visit : visits) {
            double d = visit / total - uniform;
            sum += d * d;
        }
        return sum / visits.length;
    }

    /**
     * S as a part of its ceiling, comparable between part sets of different sizes.
     *
     * @return in [0, 1]; NaN where no part was ever visited
     */
    public static double normalised(long[] visits) {
        return of(visits) / ceiling(visits.length);
    }

    /**
     * S without the share that chance adds on few faces: Σ A_k² is replaced by its unbiased estimate.
     *
     * @return at most the ceiling, may fall below 0; NaN for fewer than two visits
     */
    public static double unbiased(long[] visits) {
        double n = total(visits);
        double squares = 0;
        for (long visit : visits) {
            squares += (double) visit * visit;
        }
        double pairs = (squares - n) / (n * (n - 1));
        return n < 2 ? Double.NaN : (pairs - 1.0 / visits.length) / visits.length;
    }

    /**
     * The entropy variant: 1 − H(A)/log K, which like S is 0 for a roaming channel but is 1 for a faithful one.
     *
     * @return in [0, 1]; NaN where no part was ever visited
     */
    public static double entropy(long[] visits) {
        requireParts(visits.length);
        double total = total(visits);
        if (total == 0) {
            return Double.NaN;
        }
        double entropy = 0;
        for (long visit : visits) {
            if (visit > 0) {
                double share = visit / total;
                entropy -= share * Math.log(share);
            }
        }
        return 1 - entropy / Math.log(visits.length);
    }

    private static double total(long[] visits) {
        requireParts(visits.length);
        double total = 0;
        for (long visit : visits) {
            if (visit < 0) {
                throw new IllegalArgumentException("a part cannot be visited " + visit + " times");
            }
            total += visit;
        }
        return total;
    }

    private static void requireParts(int parts) {
        if (parts < 2) {
            throw new IllegalArgumentException("location consistency needs at least two parts, not " + parts);
        }
    }
}
