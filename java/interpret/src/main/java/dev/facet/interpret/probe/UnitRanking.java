package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Picks units by importance. */
final class UnitRanking {
    private UnitRanking() {}

    /** The numbers of the {@code count} largest values, largest first, of equal ones the first; those of 0 are left out. */
    static int[] largest(float[] values, int count) {
        Comparator<Integer> better =
                Comparator.<Integer>comparingDouble(i -> -values[i]).thenComparing(i -> i);
        PriorityQueue<Integer> kept = new PriorityQueue<>(better.reversed());
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 0 && (kept.size() < count || values[i] > values[kept.peek()])) {
                kept.add(i);
                if (kept.size() > count) {
                    kept.poll();
                }
            }
        }
        return kept.stream().sorted(better).mapToInt(i -> i).toArray();
    }

    /** At most {@code count} different units whose values, none of them negative, are spread evenly, ascending. */
    static int[] spread(float[] values, int count) {
        int[] order = ascending(values);
        TreeSet<Integer> places = new TreeSet<>();
        double least = values[order[0]];
        double step = (values[order[order.length - 1]] - least) / Math.max(1, count - 1);
        int place = 0;
        for (int k = 0; k < count; k++) {
            double wanted = least + k * step;
            while (place + 1 < order.length
                    && Math.abs(values[order[place + 1]] - wanted) <= Math.abs(values[order[place]] - wanted)) {
                place++;
            }
            places.add(place);
        }
        return places.stream().mapToInt(p -> order[p]).toArray();
    }

    /** The units by value: one sort of value and number packed together, floats that are not negative comparing like their bits. */
    private static int[] ascending(float[] values) {
        long[] packed = new long[values.length];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (long) Float.floatToRawIntBits(Math.abs(values[i])) << 32 | i;
        }
        Arrays.sort(packed);
        return Arrays.stream(packed).mapToInt(p -> (int) p).toArray();
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
