package dev.facet.benchmarks.peers;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/** The product by oneDNN's sgemm; its threads follow OMP_NUM_THREADS. */
final class OneDnnGemm extends PointerGemm {
    private static final byte NOT_TRANSPOSED = 'N';

    OneDnnGemm(int m, int n, int k) {
        super(m, n, k);
    }

    @Override
    public String who() {
        return "onednn";
    }

    @Override
    void multiply(FloatPointer a, FloatPointer b, FloatPointer c) {
        int status = dnnl.dnnl_sgemm(NOT_TRANSPOSED, NOT_TRANSPOSED, m, n, k, 1, a, k, b, n, 0, c, n);
        if (status != 0) {
            throw new IllegalStateException("dnnl_sgemm failed with status " + status);
        }
    }
}
