package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Gemm;
import dev.facet.benchmarks.jobs.Job;
import org.bytedeco.javacpp.FloatPointer;

/** A matrix product by a library that takes pointers: c[m,n] = a[m,k] · b[k,n], row-major. */
abstract class PointerGemm implements Job {
    final int m;
    final int n;
    final int k;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    PointerGemm(int m, int n, int k) {
        this.m = m;
        this.n = n;
        this.k = k;
        a = new FloatPointer(Gemm.a(m, k));
        b = new FloatPointer(Gemm.b(k, n));
        c = new FloatPointer((long) m * n);
    }

    abstract void multiply(FloatPointer left, FloatPointer right, FloatPointer product);

    @Override
    public final void run() {
        multiply(a, b, c);
    }

    @Override
    public final double[] result() {
        double[] values = new double[m * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = c.get(i);
        }
        return values;
    }

    @Override
    public final void close() {
        a.close();
        b.close();
        c.close();
    }
}
