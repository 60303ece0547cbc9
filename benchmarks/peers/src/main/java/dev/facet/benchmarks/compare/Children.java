package dev.facet.benchmarks.compare;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.benchmarks.peers.Contest;
import dev.facet.benchmarks.peers.Contests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes that measure, one for each measurement, and what they are told by their environment. */
final class Children {
    /** What stands before the JSON that a process answers with, the last line of its output. */
    private static final String ANSWER = "ANSWER ";

    private static final List<String> JAVA = List.of(
            "-Xms4g",
            "-Xmx4g",
            "-XX:+UseParallelGC",
            "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    /** Keeps large blocks instead of giving them back to the kernel: libtorch frees and takes its activations all the time. */
    private static final Map<String, String> TUNED_MALLOC = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    /** Lowers the instruction set that Facet uses. */
    static final String ISA = "FACET_ISA";

    private final int threads;

    Children(int threads) {
        this.threads = threads;
    }

    /**
     * Times a contest.
     *
     * @param turns of every contender that are enough
     * @param seconds about how long it may take
     */
    JsonObject timing(Contest contest, int turns, double seconds) {
        return run(
                TimingProcess.class,
                List.of(),
                TUNED_MALLOC,
                contest.name(),
                Integer.toString(threads),
                Integer.toString(turns),
                String.format(Locale.ROOT, "%.1f", seconds));
    }

    /**
     * Times Facet alone at a level of instructions.
     *
     * @param level as FACET_ISA names it
     */
    JsonObject levelTiming(Contest contest, String level, int turns, double seconds) {
        Map<String, String> environment = new HashMap<>(TUNED_MALLOC);
        environment.put(ISA, level);
        return run(
                TimingProcess.class,
                List.of("-D" + TimingProcess.ALONE + "=true"),
                environment,
                contest.name(),
                Integer.toString(threads),
                Integer.toString(turns),
                String.format(Locale.ROOT, "%.1f", seconds));
    }

    /** The memory of one contender. Java's heap is resident from the start, so that it cannot be mistaken for the contender's. */
    JsonObject memory(Contest contest, String who) {
        return run(
                MemoryProcess.class,
                List.of("-XX:+AlwaysPreTouch"),
                Map.of(),
                contest.name(),
                Integer.toString(threads),
                who);
    }

    /** The contest of that name. */
    static Contest contest(String name, int threads) {
        return Stream.concat(Contests.all(threads).stream(), Contests.layers(threads).stream())
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Tells the parent what was measured. */
    static void answer(JsonObject json) {
        System.out.println(ANSWER + json);
    }

    private JsonObject run(Class<?> main, List<String> options, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> env = builder.environment();
        // Some machines export these, which keeps OpenBLAS from its best kernels.
        env.keySet().removeAll(List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"));
        env.put("OMP_NUM_THREADS", Integer.toString(threads));
        env.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        env.putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            Optional<String> answer =
                    output.lines().filter(line -> line.startsWith(ANSWER)).findFirst();
            if (answer.isEmpty()) {
                throw new MeasurementException(
                        String.join(" ", arguments) + ": the process ended with status " + status + " and no answer");
            }
            return JsonParser.parseString(answer.get().substring(ANSWER.length()))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process measured", e);
        }
    }
}
