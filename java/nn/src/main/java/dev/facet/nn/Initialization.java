package dev.facet.nn;

import dev.facet.engine.Variables;
import dev.facet.nn.internal.SplitMix64;
import java.nio.FloatBuffer;

/**
 * Fills a network's variables before training. Every weight draws from a stream of its own, keyed by the seed and the
 * variable's name, so that adding a layer leaves the others' values as they were. The same seed gives the same bits on
 * every JVM and machine.
 */
public final class Initialization {
    private Initialization() {}

    /** Sets every variable of {@code network} to its initial value. */
    public static void apply(Network network, Variables variables, long seed) {
        for (VariableSpec spec : network.variables()) {
            variables.get(spec.name()).fillFloats(values -> fill(spec, seed, values));
        }
    }

    /**
     * Writes the initial value of one variable.
     *
     * @param target receives {@code spec.shape().count()} floats from its position, which is not moved
     */
    public static void fill(VariableSpec spec, long seed, FloatBuffer target) {
        FloatBuffer out = target.duplicate();
        if (spec.role() != VariableSpec.Role.WEIGHT) {
            while (out.hasRemaining()) {
                out.put(spec.role().start());
            }
            return;
        }
        SplitMix64 random = new SplitMix64(SplitMix64.at(seed) ^ SplitMix64.fnv1a64(spec.name()));
        while (out.hasRemaining()) {
            putNormalPair(random, spec.deviation(), out);
        }
    }

    /** Marsaglia's polar method; StrictMath, because Math.log may differ in the last bit between JVMs. */
    private static void putNormalPair(SplitMix64 random, double deviation, FloatBuffer out) {
        double u;
        double v;
        double square;
        do {
            u = 2 * random.nextDouble() - 1;
            v = 2 * random.nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double scale = deviation * Math.sqrt(-2 * StrictMath.log(square) / square);
        out.put((float) (u * scale));
        if (out.hasRemaining()) {
            out.put((float) (v * scale));
        }
    }
}
