package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.NetworkTraining;
import dev.facet.benchmarks.jobs.Subject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One training step of a network. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TrainingBenchmark {
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
