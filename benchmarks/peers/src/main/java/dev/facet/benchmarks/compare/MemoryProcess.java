package dev.facet.benchmarks.compare;

import com.google.gson.JsonObject;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.peers.Contender;
import java.util.function.Supplier;

/**
 * A process that finds out what one contender of a contest needs: the peak of resident memory while it runs, less what was there
 * with its library loaded and before it was opened. Arguments: {@link Children#memory}.
 */
final class MemoryProcess {
    private static final int RUNS = 3;

    private MemoryProcess() {}

    public static void main(String[] args) {
        Contender contender = Children.contest(args[0], Integer.parseInt(args[1])).contenders().stream()
                .filter(c -> c.who().equals(args[2]))
                .findFirst()
                .orElseThrow();
        Supplier<Job> opener = contender.preparation().get();
        long before = ResidentMemory.now();
        try (Job job = opener.get()) {
            job.run();
            // What opening took for a moment (weights twice, a file's bytes) is not what running needs.
            ResidentMemory.forgetPeak();
            for (int i = 0; i < RUNS; i++) {
                job.run();
            }
            JsonObject json = new JsonObject();
            json.addProperty("who", contender.who());
            json.addProperty("peak_mb", (ResidentMemory.peak() - before) / 1e6);
            Children.answer(json);
        }
    }
}
