package dev.facet.benchmarks.jobs;

import java.util.SplittableRandom;

/** Seeded numbers for inputs. */
public final class Values {
    private Values() {}

    /** Uniform in [-1, 1). */
    public static float[] signed(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    /** 0 … classes − 1. */
    public static int[] labels(long seed, int count, int classes) {
        return new SplittableRandom(seed).ints(count, 0, classes).toArray();
    }
}
