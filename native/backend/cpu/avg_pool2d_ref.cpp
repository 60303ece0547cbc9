#include "backend/cpu/pool_windows.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[N,H,W,C] -> y[N,P,Q,C]
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Pool2dParams::of(s);
  const bool count_pad = s.params[8].i != 0;
  const TensorView &xv = s.in[0], &yv = s.out[0];
  const T* x = xv.as<T>();
  T* y = yv.as<T>();
  const int64_t H = xv.dims[1], W = xv.dims[2], C = xv.dims[3], P = yv.dims[1], Q = yv.dims[2];
  for_each(ctx, yv.dims[0] * P * Q, C * p.window_h * p.window_w, [&](int64_t pixel) {
    const int64_t n = pixel / (P * Q);
    const IndexRange rows = cells_of_window(pixel / Q % P, p.window_h, p.stride_h, p.pad_top, H);
    const IndexRange columns = cells_of_window(pixel % Q, p.window_w, p.stride_w, p.pad_left, W);
    const int64_t cells = count_pad ? p.window_h * p.window_w : rows.size() * columns.size();
    for (int64_t c = 0; c < C; ++c) {
      double sum = 0;
      for (int64_t h = rows.first; h < rows.end; ++h) {
        for (int64_t v = columns.first; v < columns.end; ++v) sum += static_cast<double>(x[((n * H + h) * W + v) * C + c]);
      }
      y[pixel * C + c] = static_cast<T>(sum / static_cast<double>(cells));
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(avg_pool2d, run)
