#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[N,H,W,C], w[K,R,S,C/G], b[K], z[N,P,Q,K] -> y[N,P,Q,K]
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Conv2dParams::of(s);
  const TensorView &xv = s.in[0], &wv = s.in[1], &yv = s.out[0];
  const T *x = xv.as<T>(), *w = wv.as<T>(), *b = s.in.size() > 2 ? s.in[2].as<T>() : nullptr;
  const T* z = s.in.size() > 3 ? s.in[3].as<T>() : nullptr;
  T* y = yv.as<T>();
  const int64_t H = xv.dims[1], W = xv.dims[2], C = xv.dims[3], K = wv.dims[0], R = wv.dims[1], S = wv.dims[2];
  const int64_t P = yv.dims[1], Q = yv.dims[2], group_channels = C / p.groups, group_filters = K / p.groups;
  for_each(ctx, yv.dims[0] * P * Q, K * R * S * group_channels, [&](int64_t pixel) {
    const int64_t n = pixel / (P * Q), top = pixel / Q % P * p.stride_h - p.pad_top, left = pixel % Q * p.stride_w - p.pad_left;
    for (int64_t k = 0; k < K; ++k) {
      const int64_t first_channel = k / group_filters * group_channels;
      double sum = b == nullptr ? 0.0 : static_cast<double>(b[k]);
      for (int64_t r = 0; r < R; ++r) {
        const int64_t h = top + r * p.dilation_h;
        if (h < 0 || h >= H) continue;
        for (int64_t q = 0; q < S; ++q) {
          const int64_t v = left + q * p.dilation_w;
          if (v < 0 || v >= W) continue;
          const T* cell = x + ((n * H + h) * W + v) * C + first_channel;
          const T* filter = w + ((k * R + r) * S + q) * group_channels;
          for (int64_t c = 0; c < group_channels; ++c) sum += static_cast<double>(cell[c]) * static_cast<double>(filter[c]);
        }
      }
      if (z != nullptr) sum += static_cast<double>(z[pixel * K + k]);
      y[pixel * K + k] = static_cast<T>(activate(sum, p.activation));
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(conv2d, run)
