#include "backend/cpu/bilinear.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// One row of sums in double for every thread.
size_t scratch_bytes(const Step& s, int threads) {
  return sizeof(double) * static_cast<size_t>(s.out[0].dims[3]) * static_cast<size_t>(threads);
}

// dy[N,P,Q,C] -> dx[N,H,W,C]: every cell gathers from the outputs that read it, in row-major order.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView &dyv = s.in[0], &dxv = s.out[0];
  const T* dy = dyv.as<T>();
  T* dx = dxv.as<T>();
  const int64_t H = dxv.dims[1], W = dxv.dims[2], C = dxv.dims[3], P = dyv.dims[1], Q = dyv.dims[2];
  ctx.pool.parallel_for(dxv.dims[0] * H * W, [&](int64_t cell, int thread) {
    const int64_t n = cell / (H * W), h = cell / W % H, v = cell % W;
    double* sums = reinterpret_cast<double*>(ctx.scratch) + thread * C;
    std::fill_n(sums, C, 0.0);
    for (int64_t p = 0; p < P; ++p) {
      const double row_weight = BilinearTap::of(p, H, P).weight_of(h);
      if (row_weight == 0) continue;
      for (int64_t q = 0; q < Q; ++q) {
        const double weight = row_weight * BilinearTap::of(q, W, Q).weight_of(v);
        if (weight == 0) continue;
        const T* gradient = dy + ((n * P + p) * Q + q) * C;
        for (int64_t c = 0; c < C; ++c) sums[c] += weight * static_cast<double>(gradient[c]);
      }
    }
    for (int64_t c = 0; c < C; ++c) dx[cell * C + c] = static_cast<T>(sums[c]);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS_SCRATCH(resize_bilinear_grad, run, scratch_bytes)
