package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws neurons that are not important, as many as are: what zeroing them does is what zeroing so many neurons does anyway.
 */
final class ControlNeurons {
    /** How far apart, in shares of the layer's neurons ranked by mean activation, neurons are still alike. */
    private static final double ALIKE = 0.01;

    private final float[] activation;
    private final int[] important;
    private final boolean[] taken;

    /**
     * @param activation mean activation of every neuron of the layer
     * @param important the neurons to draw others for, any order
     */
    ControlNeurons(float[] activation, int... important) {
        this.activation = activation.clone();
        this.important = important.clone();
        this.taken = new boolean[activation.length];
        for (int neuron : important) {
            taken[neuron] = true;
        }
    }

    /** Whether there are as many other neurons. */
    boolean canDraw() {
        return 2 * important.length <= activation.length;
    }

    /** Other neurons, all as likely. */
    int[] any(SplittableRandom random) {
        int[] others = IntStream.range(0, taken.length).filter(i -> !taken[i]).toArray();
        for (int i = 0; i < important.length; i++) {
            int j = random.nextInt(i, others.length);
            int drawn = others[j];
            others[j] = others[i];
            others[i] = drawn;
        }
        return Arrays.copyOf(others, important.length);
    }

    /**
     * For every important neuron another one of like mean activation, its sign counted: the nearest that is left to a rank drawn from
     * those around it. Where the important ones are the most active, those next to them are taken.
     */
    int[] alike(SplittableRandom random) {
        int[] ranked = IntStream.range(0, activation.length)
                .boxed()
                .sorted((a, b) -> Float.compare(activation[a], activation[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = new int[ranked.length];
        for (int r = 0; r < ranked.length; r++) {
            rank[ranked[r]] = r;
        }
        FreeRanks free = new FreeRanks(ranked.length);
        for (int neuron : important) {
            free.take(rank[neuron]);
        }
        int around = (int) Math.max(1, ALIKE * ranked.length);
        int[] drawn = new int[important.length];
        for (int i = 0; i < drawn.length; i++) {
            int wanted = rank[important[i]] + random.nextInt(-around, around + 1);
            int nearest = free.nearest(Math.max(0, Math.min(ranked.length - 1, wanted)));
            free.take(nearest);
            drawn[i] = ranked[nearest];
        }
        return drawn;
    }

    /** The mean of some neurons' mean activations. */
    double activation(int... neurons) {
        return Arrays.stream(neurons)
                .mapToDouble(neuron -> activation[neuron])
                .average()
                .orElse(Double.NaN);
    }

    /** Which ranks are not taken, each found in nearly constant time: a taken one points to where to look on. */
    private static final class FreeRanks {
        // Of ranks 1 to count; 0 and count + 1 are ends, which are never taken.
        private final int[] below;
        private final int[] above;

        FreeRanks(int count) {
            below = IntStream.range(0, count + 2).toArray();
            above = below.clone();
        }

        void take(int rank) {
            below[rank + 1] = rank;
            above[rank + 1] = rank + 2;
        }

        int nearest(int rank) {
            int down = find(below, rank + 1);
            int up = find(above, rank + 1);
            boolean isDown = up == above.length - 1 || down > 0 && rank + 1 - down < up - rank - 1;
            return (isDown ? down : up) - 1;
        }

        private static int find(int[] next, int from) {
            int end = from;
            while (next[end] != end) {
                end = next[end];
            }
            int at = from;
            while (next[at] != at) {
                int on = next[at];
                next[at] = end;
                at = on;
            }
            return end;
        }
    }
}
