package dev.facet.engine;

import java.util.List;

/**
 * A plan bound to a device: owns the memory of inputs, outputs, activations and constants. Feed {@link #input}, {@link #run}, read
 * {@link #output}; the tensors stay the same ones for the executable's life. A run is one native call and allocates nothing.
 *
 * <p>One thread at a time: a second one gets an {@link IllegalStateException}. After {@link #close} everything, tensors included,
 * throws an IllegalStateException that names the resource.
 */
public final class Executable implements AutoCloseable {
    private Executable() {}

    /**
     * Compiles a plan.
     *
     * @param variables holds the plan's parameters and states; null if it has none
     * @throws UnsupportedOpException if the device has no kernel for a step
     * @throws OutOfNativeMemoryException if an arena cannot be had
     */
    public static Executable compile(Device device, Plan plan, Variables variables) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** The memory of an input that the plan reads. */
    public Tensor input(String name) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Names of the inputs that the plan reads. */
    public List<String> inputNames() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** The memory of an output of the plan. */
    public Tensor output(Node node) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** The memory of the output of that name. */
    public Tensor output(String name) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /**
     * Runs all steps.
     *
     * @throws KernelException if a step fails, a label out of range say; the message gives step, op and kernel
     */
    public void run() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A JSON array, one object a step: op, kernel, refusals, and milliseconds of the last run while profiling. */
    public String describe() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Switches the timing of steps on or off. */
    public void profile(boolean on) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    @Override
    public void close() {}
}
