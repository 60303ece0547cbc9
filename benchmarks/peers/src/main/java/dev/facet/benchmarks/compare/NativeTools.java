package dev.facet.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs of benchmarks/native. */
final class NativeTools {
    private final Path folder;

    /** @param folder where they were built */
    NativeTools(Path folder) {
        this.folder = folder;
    }

    /** GFLOP/s of multiply-adds in registers, all threads together. */
    double fmaPeak(int threads) {
        return fmaPeak(threads, Map.of());
    }

    /** The same at a level of instructions, as FACET_ISA names it. */
    double fmaPeak(int threads, String level) {
        return fmaPeak(threads, Map.of(Children.ISA, level));
    }

    private double fmaPeak(int threads, Map<String, String> environment) {
        return Double.parseDouble(
                output(environment, "fma_peak", Integer.toString(threads)).trim());
    }

    /** A Markdown table of a network's convolutions, layer by layer. */
    String layers(String network, int batch, int threads, int repeats) {
        return output(
                Map.of(),
                "conv_bench",
                network,
                Integer.toString(batch),
                Integer.toString(threads),
                Integer.toString(repeats));
    }

    private String output(Map<String, String> environment, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " cannot be run; benchmarks/compare builds it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
    }
}
