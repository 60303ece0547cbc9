package dev.facet.faces;

/** Derives independent seeds from a seed and counters. */
public final class Mix {

    private Mix() {}

    /** The output function of SplitMix64 over both values; equal inputs give equal seeds on every machine. */
    public static long of(long seed, long counter) {
        return splitMix(splitMix(seed) + counter);
    }

    /** The same over the characters of a text. */
    static long of(String text, long seed) {
        long h = seed;
        for (int i = 0; i < text.length(); i++) {
            h = of(h, text.charAt(i));
        }
        return h;
    }

    private static long splitMix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
