package dev.facet.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's resident memory in bytes, from Linux's /proc. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    /** Tells {@link #RESET} to lower the peak to what is resident now; see proc(5). */
    private static final String RESET_PEAK = "5";

    private ResidentMemory() {}

    static long now() {
        return value("VmRSS:");
    }

    /** The most there was since {@link #forgetPeak}. */
    static long peak() {
        return value("VmHWM:");
    }

    static void forgetPeak() {
        try {
            Files.writeString(RESET, RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reset the peak of resident memory; Linux 4.0 or newer is needed", e);
        }
    }

    private static long value(String key) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .map(kilobytes -> kilobytes * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("peaks of memory are measured on Linux only", e);
        }
    }
}
