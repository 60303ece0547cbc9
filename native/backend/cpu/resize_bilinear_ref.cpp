#include "backend/cpu/bilinear.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[N,H,W,C] -> y[N,P,Q,C]
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView &xv = s.in[0], &yv = s.out[0];
  const T* x = xv.as<T>();
  T* y = yv.as<T>();
  const int64_t H = xv.dims[1], W = xv.dims[2], C = xv.dims[3], P = yv.dims[1], Q = yv.dims[2];
  for_each(ctx, yv.dims[0] * P * Q, 4 * C, [&](int64_t pixel) {
    const T* image = x + pixel / (P * Q) * H * W * C;
    const BilinearTap row = BilinearTap::of(pixel / Q % P, H, P), column = BilinearTap::of(pixel % Q, W, Q);
    for (int64_t c = 0; c < C; ++c) {
      const auto at = [&](int64_t h, int64_t v) { return static_cast<double>(image[(h * W + v) * C + c]); };
      const double upper = at(row.low, column.low) * (1 - column.fraction) + at(row.low, column.high) * column.fraction;
      const double lower = at(row.high, column.low) * (1 - column.fraction) + at(row.high, column.high) * column.fraction;
      y[pixel * C + c] = static_cast<T>(upper * (1 - row.fraction) + lower * row.fraction);
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(resize_bilinear, run)
