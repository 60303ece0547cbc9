package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.Job;
import java.util.Arrays;

/** A benchmark that computes something else is fast for nothing: every setup looks at what its job computes. */
final class Checks {
    private Checks() {}

    static void require(boolean held, String what) {
        if (!held) {
            throw new IllegalStateException("benchmark computes wrong values: " + what);
        }
    }

    /** Runs the job once; all its values must be finite. */
    static double[] firstRun(Job job) {
        job.run();
        double[] values = job.result();
        require(Arrays.stream(values).allMatch(Double::isFinite), "a value is not finite");
        return values;
    }

    /** Two runs of a job without state must give the same bits. */
    static double[] repeatableRun(Job job) {
        double[] values = firstRun(job);
        job.run();
        require(Arrays.equals(values, job.result()), "two runs differ");
        return values;
    }
}
