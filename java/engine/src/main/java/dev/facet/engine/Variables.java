package dev.facet.engine;

import java.util.List;

/**
 * Parameters and states, by name, in one arena of a device. Several executables (training and evaluation, say) may share them, but
 * may not run at the same time while one of them updates. Zero at first. Close after the executables that use it.
 */
public final class Variables implements AutoCloseable {
    private Variables() {}

    /**
     * Memory for the union of the graphs' parameters and states.
     *
     * @throws ShapeException if two graphs disagree on a shape or type
     */
    public static Variables allocate(Device device, Graph... graphs) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /**
     * The parameter or state of that name.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public Tensor get(String name) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** All names in the order of the graphs. */
    public List<String> names() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** True for a parameter, false for a state. */
    public boolean isParameter(String name) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    @Override
    public void close() {}
}
