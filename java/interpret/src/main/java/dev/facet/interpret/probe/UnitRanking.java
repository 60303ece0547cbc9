package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Picks units by importance. */
final class UnitRanking {
    private UnitRanking() {}

    /** The numbers of the {@code count} largest values, largest first, of equal ones the first; those of 0 are left out. */
    static int[] largest(float[] values, int count) {
        int most = Math.min(count, values.length);
        long[] kept = new long[2 * most];
        int n = 0;
        long least = 0;
        for (int i = 0; i < values.length; i++) {
            long key = (long) Float.floatToRawIntBits(values[i]) << 32 | (Integer.MAX_VALUE - i);
            if (values[i] > 0 && key > least) {
                kept[n++] = key;
                if (n == kept.length) {
                    Arrays.sort(kept);
                    System.arraycopy(kept, most, kept, 0, most);
                    n = most;
                    least = kept[0];
                }
            }
        }
        Arrays.sort(kept, 0, n);
        int all = n;
        return IntStream.range(0, Math.min(most, n))
                .map(k -> Integer.MAX_VALUE - (int) kept[all - 1 - k])
                .toArray();
    }

    /**
     * At most {@code count} different units whose values, none of them negative, are nearest to as many evenly spread over their range,
     * ascending; of equally near values the greater one, of equal ones the last.
     */
    static int[] spread(float[] values, int count) {
        if (count == 0) {
            return new int[0];
        }
        float least = Float.POSITIVE_INFINITY;
        float greatest = 0;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        double step = ((double) greatest - least) / Math.max(1, count - 1);
        double[] wanted = new double[count];
        for (int k = 0; k < count; k++) {
            wanted[k] = least + k * step;
        }
        // From each wanted value on, up to the next, the units with the least and the greatest value; -1 where there is
        // none.
        int[] first = new int[count];
        int[] last = new int[count];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
        for (int i = 0; i < values.length; i++) {
            int k = at(values[i], wanted, step);
            if (first[k] < 0 || values[i] <= values[first[k]]) {
                first[k] = i;
            }
            if (last[k] < 0 || values[i] >= values[last[k]]) {
                last[k] = i;
            }
        }
        return nearest(values, wanted, first, last);
    }

    /** The last wanted value that is not greater than a value. */
    private static int at(float value, double[] wanted, double step) {
        int k = step == 0 ? wanted.length - 1 : (int) Math.min(wanted.length - 1, (value - wanted[0]) / step);
        while (k > 0 && wanted[k] > value) {
            k--;
        }
        while (k + 1 < wanted.length && wanted[k + 1] <= value) {
            k++;
        }
        return k;
    }

    private static int[] nearest(float[] values, double[] wanted, int[] first, int... last) {
        int[] above = first.clone();
        for (int k = wanted.length - 2; k >= 0; k--) {
            above[k] = above[k] < 0 ? above[k + 1] : above[k];
        }
        int below = -1;
        IntStream.Builder chosen = IntStream.builder();
        for (int k = 0; k < wanted.length; k++) {
            boolean down = below >= 0 && (above[k] < 0 || wanted[k] - values[below] < values[above[k]] - wanted[k]);
            chosen.add(down ? below : above[k]);
            below = last[k] < 0 ? below : last[k];
        }
        return chosen.build().distinct().toArray();
    }

    /** The importance of every channel: the mean VIP of its neurons. */
    static float[] ofChannels(ProbedLayer layer, float[] vip) {
        double[] sums = new double[layer.channels()];
        for (int i = 0; i < vip.length; i++) {
            sums[i % sums.length] += vip[i];
        }
        float[] means = new float[sums.length];
        for (int c = 0; c < means.length; c++) {
            means[c] = (float) (sums[c] / (vip.length / sums.length));
        }
        return means;
    }

    /** The union of some numbers, ascending. */
    static int[] union(List<int[]> numbers) {
        return numbers.stream().flatMapToInt(IntStream::of).sorted().distinct().toArray();
    }
}
