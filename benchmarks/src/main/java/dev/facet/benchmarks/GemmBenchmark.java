package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.Gemm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Matrix products in f32. */
public class GemmBenchmark extends SteadyBenchmark {
    @Param({"256x256x256", "1024x1024x1024", "2048x2048x2048", "16x4096x25088", "3136x64x576"})
    public String size;

    @Param("2")
    public int threads;

    private Gemm job;

    @Setup(Level.Trial)
    public void open() {
        String[] sizes = size.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        job = new Gemm(m, n, k, threads);
        double[] c = Checks.repeatableRun(job);
        float[] a = Gemm.a(m, k);
        float[] b = Gemm.b(k, n);
        double last = 0;
        for (int i = 0; i < k; i++) {
            last += (double) a[(m - 1) * k + i] * b[i * n + n - 1];
        }
        Checks.require(Math.abs(c[c.length - 1] - last) < 1e-4 * k, "the last element is off");
    }

    @Benchmark
    public void gemm() {
        job.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        job.close();
    }
}
