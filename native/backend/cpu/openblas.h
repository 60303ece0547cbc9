// OpenBLAS, opened at run time. Nothing needs it: without it the matmul kernels are our own.
#pragma once

namespace facet::cpu {

struct OpenBlas {
  // cblas.h's single-precision product; order 101 is row-major, 111 plain and 112 transposed.
  using Sgemm = void (*)(int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float* a, int lda,
                         const float* b, int ldb, float beta, float* c, int ldc);
  using SetThreads = void (*)(int threads);

  Sgemm sgemm = nullptr;
  SetThreads set_threads = nullptr;

  // The library that FACET_OPENBLAS names (a path, or a name such as libopenblas.so.0 that the system's loader finds), opened
  // at the first call and kept; null if the variable is unset or the library or its functions are not there. Any thread.
  static const OpenBlas* get();
};

}  // namespace facet::cpu
