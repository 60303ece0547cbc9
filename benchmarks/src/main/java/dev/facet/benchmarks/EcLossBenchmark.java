package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.nn.ecloss.TemplateMode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** ECLoss and its gradient for 64 × 512 maps of 14 × 14 against about 400 templates. */
public class EcLossBenchmark extends SteadyBenchmark {
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
