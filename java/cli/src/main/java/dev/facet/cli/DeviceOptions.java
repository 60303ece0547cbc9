package dev.facet.cli;

import dev.facet.engine.Device;
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

    Device open() {
        return Device.open(name, threads);
    }
}
