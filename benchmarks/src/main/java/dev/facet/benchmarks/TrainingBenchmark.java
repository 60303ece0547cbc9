package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.NetworkTraining;
import dev.facet.benchmarks.jobs.Subject;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One training step of a network. */
public class TrainingBenchmark extends SteadyBenchmark {
    @Param
    public Subject network;

    @Param("8")
    public int batch;

    @Param("2")
    public int threads;

    private NetworkTraining job;

    @Setup(Level.Trial)
    public void open() {
        job = new NetworkTraining(network, batch, threads);
        double loss = Checks.firstRun(job)[0];
        double chance = Math.log(network.classes());
        Checks.require(loss > chance / 2 && loss < 2 * chance, "the first loss is " + loss + ", chance " + chance);
    }

    @Benchmark
    public void step() {
        job.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        job.close();
    }
}
