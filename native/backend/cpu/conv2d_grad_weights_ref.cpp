#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[N,H,W,C], dy[N,P,Q,K] -> dw[K,R,S,C/G], each weight one sum over all images and positions.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Conv2dParams::of(s);
  const TensorView &xv = s.in[0], &dyv = s.in[1], &dwv = s.out[0];
  const T *x = xv.as<T>(), *dy = dyv.as<T>();
  T* dw = dwv.as<T>();
  const int64_t N = xv.dims[0], H = xv.dims[1], W = xv.dims[2], C = xv.dims[3], K = dwv.dims[0], R = dwv.dims[1],
                S = dwv.dims[2];
  const int64_t P = dyv.dims[1], Q = dyv.dims[2], group_channels = C / p.groups, group_filters = K / p.groups;
  for_each(ctx, dwv.count(), N * P * Q, [&](int64_t i) {
    const int64_t c = i % group_channels, q = i / group_channels % S, r = i / (group_channels * S) % R,
                  k = i / (group_channels * S * R);
    const int64_t channel = k / group_filters * group_channels + c;
    double sum = 0;
    for (int64_t n = 0; n < N; ++n) {
      for (int64_t row = 0; row < P; ++row) {
        const int64_t h = row * p.stride_h - p.pad_top + r * p.dilation_h;
        if (h < 0 || h >= H) continue;
        for (int64_t column = 0; column < Q; ++column) {
          const int64_t v = column * p.stride_w - p.pad_left + q * p.dilation_w;
          if (v < 0 || v >= W) continue;
          sum += static_cast<double>(x[((n * H + h) * W + v) * C + channel]) *
                 static_cast<double>(dy[((n * P + row) * Q + column) * K + k]);
        }
      }
    }
    dw[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(conv2d_grad_weights, run)
