package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.NetworkForward;
import dev.facet.benchmarks.jobs.Subject;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Inference of networks at 224 pixels, and of the demo's at 112. */
public class ForwardBenchmark extends SteadyBenchmark {
    @Param
    public Subject network;

    @Param({"1", "16"})
    public int batch;

    @Param("2")
    public int threads;

    private NetworkForward job;

    @Setup(Level.Trial)
    public void open() {
        job = new NetworkForward(network, batch, threads);
        Checks.repeatableRun(job);
    }

    @Benchmark
    public void forward() {
        job.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        job.close();
    }
}
