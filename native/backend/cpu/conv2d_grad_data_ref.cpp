#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// One row of sums in double for every thread.
size_t scratch_bytes(const Step& s, int threads) {
  return sizeof(double) * static_cast<size_t>(s.out[0].dims[3]) * static_cast<size_t>(threads);
}

// dy[N,P,Q,K], w[K,R,S,C/G] -> dx[N,H,W,C]: every cell of dx gathers from the outputs that read it.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Conv2dParams::of(s);
  const TensorView &dyv = s.in[0], &wv = s.in[1], &dxv = s.out[0];
  const T *dy = dyv.as<T>(), *w = wv.as<T>();
  T* dx = dxv.as<T>();
  const int64_t H = dxv.dims[1], W = dxv.dims[2], C = dxv.dims[3], K = wv.dims[0], R = wv.dims[1], S = wv.dims[2];
  const int64_t P = dyv.dims[1], Q = dyv.dims[2], group_channels = C / p.groups, group_filters = K / p.groups;
  ctx.pool.parallel_for(dxv.dims[0] * H * W, [&](int64_t cell, int thread) {
    const int64_t n = cell / (H * W), h = cell / W % H, v = cell % W;
    double* sums = reinterpret_cast<double*>(ctx.scratch) + thread * C;
    std::fill_n(sums, C, 0.0);
    for (int64_t r = 0; r < R; ++r) {
      const int64_t top = h + p.pad_top - r * p.dilation_h;
      if (top < 0 || top % p.stride_h != 0 || top / p.stride_h >= P) continue;
      for (int64_t q = 0; q < S; ++q) {
        const int64_t left = v + p.pad_left - q * p.dilation_w;
        if (left < 0 || left % p.stride_w != 0 || left / p.stride_w >= Q) continue;
        const T* gradient = dy + ((n * P + top / p.stride_h) * Q + left / p.stride_w) * K;
        for (int64_t k = 0; k < K; ++k) {
          const T* filter = w + ((k * R + r) * S + q) * group_channels;
          double* target = sums + k / group_filters * group_channels;
          const double g = static_cast<double>(gradient[k]);
          for (int64_t c = 0; c < group_channels; ++c) target[c] += g * static_cast<double>(filter[c]);
        }
      }
    }
    for (int64_t c = 0; c < C; ++c) dx[cell * C + c] = static_cast<T>(sums[c]);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS_SCRATCH(conv2d_grad_data, run, scratch_bytes)
