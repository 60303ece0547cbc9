package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.ImagePipeline;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Images per second that the data pipeline delivers for training. */
public class ImagePipelineBenchmark extends SteadyBenchmark {
    @Param({"DECODED", "MEMORY", "PACKED"})
    public ImagePipeline.Source source;

    /** With one, the figure is that of a core: the thread that takes the batches has little to do. */
    @Param({"1", "2"})
    public int workers;

    private ImagePipeline job;

    @Setup(Level.Trial)
    public void open() {
        job = new ImagePipeline(source, workers);
        double[] pixels = Checks.firstRun(job);
        Checks.require(Arrays.stream(pixels).allMatch(p -> p >= -1 && p <= 1), "a pixel is out of range");
        Checks.require(Arrays.stream(pixels).distinct().count() > 100, "the pictures are flat");
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(ImagePipeline.BATCH)
    public void images() {
        job.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        job.close();
    }
}
