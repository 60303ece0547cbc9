package dev.facet.interpret.verification;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The best of all thresholds, found in one pass over sorted distances. */
final class ExactThreshold {
    private ExactThreshold() {}

    static double of(PairDistances pairs) {
        int n = pairs.size();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(pairs::distance))
                .mapToInt(Integer::intValue)
                .toArray();
        // Candidate i accepts the i closest pairs; only those between different distances are thresholds.
        int correct = n - pairs.genuine();
        int best = -1;
        int[] candidates = new int[n + 1];
        int count = 0;
        for (int accepted = 0; accepted <= n; accepted++) {
            if (accepted > 0) {
                correct += pairs.same(order[accepted - 1]) ? 1 : -1;
            }
            boolean tied = accepted > 0
                    && accepted < n
                    && pairs.distance(order[accepted - 1]) == pairs.distance(order[accepted]);
            if (tied || correct < best) {
                continue;
            }
            if (correct > best) {
                best = correct;
                count = 0;
            }
            candidates[count++] = accepted;
        }
        int middle = candidates[(count - 1) / 2];
        if (middle == 0) {
            return pairs.distance(order[0]);
        }
        double below = pairs.distance(order[middle - 1]);
        return middle == n ? Math.nextUp(below) : below + (pairs.distance(order[middle]) - below) / 2;
    }
}
