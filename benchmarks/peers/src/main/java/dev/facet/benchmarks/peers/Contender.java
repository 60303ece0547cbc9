package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import java.util.function.Supplier;

/**
 * Who does a job.
 *
 * @param who its name
 * @param preparation loads the library and makes what is not the contender's own memory (Java arrays, files); what it gives
 *     opens the job
 * @param inProcess whether its memory is this process's
 */
public record Contender(String who, Supplier<Supplier<Job>> preparation, boolean inProcess) {
    /** One whose memory is this process's. */
    public Contender(String who, Supplier<Supplier<Job>> preparation) {
        this(who, preparation, true);
    }

    /** Prepares and opens. */
    public Job open() {
        return preparation.get().get();
    }
}
