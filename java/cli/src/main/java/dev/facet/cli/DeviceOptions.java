package dev.facet.cli;

import dev.facet.engine.Device;
import picocli.CommandLine.Option;

/** Where to compute. */
final class DeviceOptions {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Device to compute on (default: ${DEFAULT-VALUE}).")
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
