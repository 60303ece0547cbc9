package dev.facet.nn.training;

import dev.facet.nn.internal.SplitMix64;

/** The values of the op cases (tests/golden/README.md): element i of a tensor from splitmix64(fnv1a64(key) + i). */
final class CaseValues {
    private CaseValues() {}

    /** Uniform in [−1, 1) times {@code scale}, rounded to f32. */
    static float[] signed(String key, long count, double scale) {
        return make(key, count, 2 * scale, -scale);
    }

    /** Uniform in [0.5, 1.5) times {@code scale}, rounded to f32. */
    static float[] positive(String key, long count, double scale) {
        return make(key, count, scale, 0.5 * scale);
    }

    static int[] labels(String key, int count, int classes) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (int) Math.floor(uniform(key, i) * classes);
        }
        return labels;
    }

    private static float[] make(String key, long count, double factor, double offset) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * uniform(key, i) + offset);
        }
        return values;
    }

    private static double uniform(String key, long i) {
        return (SplitMix64.at(SplitMix64.fnv1a64(key) + i) >>> 40) * 0x1p-24;
    }
}
