package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.nn.ecloss.TemplateMode;
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

/** ECLoss and its gradient for 64 × 512 maps of 14 × 14 against about 400 templates. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EcLossBenchmark {
    @Param("2")
    public int threads;

    @Param({"STRATIFIED", "SYMMETRIC"})
    public TemplateMode templates;

    private EcLossGradient job;

    @Setup(Level.Trial)
    public void open() {
        job = new EcLossGradient(templates, threads);
        double loss = Checks.repeatableRun(job)[0];
        double floor = -Math.log(EcLossGradient.TEMPLATES);
        Checks.require(loss < 0 && loss >= floor, "the loss is " + loss + ", its range " + floor + " to 0");
    }

    @Benchmark
    public void forwardAndBackward() {
        job.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        job.close();
    }
}
