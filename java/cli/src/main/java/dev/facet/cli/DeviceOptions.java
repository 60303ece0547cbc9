package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.engine.Precision;
import picocli.CommandLine.Option;

/** Where to compute. */
final class DeviceOptions {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = {
                "Device to compute on: cpu, cuda (or cuda:N, the GPU of that number), auto (a GPU if there is one, else the CPU), or simt"
                        + " (the GPU's kernels on the CPU: slow, for tests); default: ${DEFAULT-VALUE}.",
                "@|bold facet info|@ lists those of this machine."
            })
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "CPU threads; 0 uses FACET_THREADS, else every core (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = {
                "To what a GPU may round the factors of matrix products and convolutions: f32 (not at all), tf32 or bf16; default: tf32.",
                "With bf16 activations and their gradients are stored in it, too; parameters, their gradients and sums are floats in every "
                        + "precision. The CPU computes in f32 only."
            })
    private Precision precision;

    Device open() {
        return precision == null ? Device.open(name, threads) : Device.open(name, threads, precision);
    }
}
