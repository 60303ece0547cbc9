package dev.facet.benchmarks.jobs;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import java.util.List;

/** c[m,n] = a[m,k] · b[k,n] in f32, row-major. */
public final class Gemm extends FacetJob {
    private static final long SEED_A = 5;
    private static final long SEED_B = 6;

    private final Device device;
    private final Executable executable;
    private final Node c;

    public Gemm(int m, int n, int k, int threads) {
        Graph graph = new Graph();
        c = graph.matmul(graph.input("a", m, k), graph.input("b", k, n), false, false);
        device = Device.cpu(threads);
        executable = Executable.compile(device, Plan.of(graph, List.of(c)), null);
        executable.input("a").set(a(m, k));
        executable.input("b").set(b(k, n));
    }

    public static float[] a(int m, int k) {
        return Values.signed(SEED_A, m * k);
    }

    public static float[] b(int k, int n) {
        return Values.signed(SEED_B, k * n);
    }

    @Override
    public Executable executable() {
        return executable;
    }

    /** All of c. */
    @Override
    public double[] result() {
        return executable.output(c).toDoubles();
    }

    @Override
    public void close() {
        executable.close();
        device.close();
    }
}
