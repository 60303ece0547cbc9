package dev.facet.faces.detect;

import java.util.List;

/** A network with its weights that takes inputs of many shapes. Safe for many threads, which may have to take turns. */
interface ShapedNetwork extends AutoCloseable {

    /**
     * Runs the network once.
     *
     * @param input row-major in {@code shape}
     * @param shape of the input: count, height, width, channels
     * @return the values of each output, in the network's order
     */
    List<float[]> run(float[] input, int... shape);

    @Override
    void close();
}
