package dev.facet.benchmarks.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** The product by OpenBLAS; its threads follow OPENBLAS_NUM_THREADS. */
final class OpenBlasGemm extends PointerGemm {
    OpenBlasGemm(int m, int n, int k) {
        super(m, n, k);
    }

    @Override
    public String who() {
        return "openblas";
    }

    @Override
    void multiply(FloatPointer a, FloatPointer b, FloatPointer c) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
    }
}
