package dev.facet.interpret.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Values in ascending order with their ties, found once and then asked with many sets of weights, as a bootstrap does.
 */
public final class Ranking {
    private final int[] order;
    // For each place in the order, the place after the last value equal to it.
    private final int[] tieEnd;

    private Ranking(int[] order, int[] tieEnd) {
        this.order = order;
        this.tieEnd = tieEnd;
    }

    /** @throws IllegalArgumentException if a value is NaN */
    public static Ranking of(double... values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException("value " + i + " is NaN and has no rank");
            }
        }
        int[] order = IntStream.range(0, values.length)
                .boxed()
                // 0.0 and -0.0 are equal here, unlike in Double.compare.
                .sorted((a, b) -> Double.compare(values[a] + 0.0, values[b] + 0.0))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] tieEnd = new int[order.length];
        int end = order.length;
        for (int place = order.length - 1; place >= 0; place--) {
            if (place + 1 < order.length && values[order[place]] != values[order[place + 1]]) {
                end = place + 1;
            }
            tieEnd[place] = end;
        }
        return new Ranking(order, tieEnd);
    }

    /**
     * The rank of each value among values that count as often as told, from 1; equal values share the mean of their ranks.
     *
     * @param counts how often each value counts; one that counts 0 times has a rank that means nothing
     */
    public double[] midranks(int[] counts) {
        double[] ranks = new double[order.length];
        double below = 0;
        for (int start = 0; start < order.length; start = tieEnd[start]) {
            double tied = 0;
            for (int place = start; place < tieEnd[start]; place++) {
                tied += counts[order[place]];
            }
            for (int place = start; place < tieEnd[start]; place++) {
                ranks[order[place]] = below + (tied + 1) / 2;
            }
            below += tied;
        }
        return ranks;
    }

    /**
     * How often a value of the chosen kind is above one of the others, ties counting half: the area under the ROC curve
     * (Mann and Whitney, Annals of Mathematical Statistics 18, 1947).
     *
     * @param chosen of each value whether it is of the kind
     * @param counts how often each value counts
     * @return in [0, 1]; NaN if all that count are of one kind
     */
    public double auc(boolean[] chosen, int[] counts) {
        double wins = 0;
        double others = 0;
        double kind = 0;
        for (int start = 0; start < order.length; start = tieEnd[start]) {
            double tiedKind = 0;
            double tiedOthers = 0;
            for (int place = start; place < tieEnd[start]; place++) {
                int i = order[place];
                if (chosen[i]) {
                    tiedKind += counts[i];
                } else {
                    tiedOthers += counts[i];
                }
            }
            wins += tiedKind * (others + tiedOthers / 2);
            others += tiedOthers;
            kind += tiedKind;
        }
        return kind == 0 || others == 0 ? Double.NaN : wins / kind / others;
    }

    @Override
    public String toString() {
        return "ranking of " + order.length + " values: "
                + Arrays.toString(Arrays.copyOf(order, Math.min(8, order.length)));
    }
}
