package dev.facet.faces.synth;

import dev.facet.faces.Mix;
import java.util.SplittableRandom;

/** Draws from a few bounded distributions; the same seed gives the same numbers everywhere. */
final class Draw {

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A generator for a part of something, which more draws elsewhere do not disturb. */
    static Draw of(long seed, long part) {
        return new Draw(Mix.of(seed, part));
    }

    double uniform(double from, double to) {
        return from + random.nextDouble() * (to - from);
    }

    /** Bell-shaped and bounded: the sum of four uniforms, at most 3.46 deviations from the mean. */
    double normal(double mean, double deviation) {
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2;
        return mean + deviation * sum * Math.sqrt(3);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int n) {
        return random.nextInt(n);
    }

    long seed() {
        return random.nextLong();
    }

    /** An index with the given weights, which need not sum to 1. */
    int pick(double... weights) {
        double total = 0;
        for (double w : weights) {
            total += w;
        }
        double at = random.nextDouble() * total;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
