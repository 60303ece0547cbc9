package dev.facet.faces.detect;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/** A network with its weights that takes inputs of many shapes. Safe for many threads, which may have to take turns. */
interface ShapedNetwork extends AutoCloseable {

    /**
     * Runs the network once.
     *
     * @param fill writes the whole input, row-major
     * @param shape of the input
     * @return the values of each output, in the network's order
     */
    List<float[]> run(Consumer<FloatBuffer> fill, int... shape);

    @Override
    void close();
}
