package dev.facet.interpret.probe;

import java.util.SplittableRandom;

/** Orders drawn at random, the same for the same seed. */
final class Shuffle {
    private Shuffle() {}

    /** A copy of {@code values} in another order. */
    static int[] of(int[] values, long seed) {
        int[] order = values.clone();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
