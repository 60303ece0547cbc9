#include "backend/cpu/pool_windows.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[N,H,W,C], dy[N,P,Q,C] -> dx[N,H,W,C]: every cell adds the gradients of those windows whose first maximum it is.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Pool2dParams::of(s);
  const TensorView &xv = s.in[0], &dyv = s.in[1];
  const T *x = xv.as<T>(), *dy = dyv.as<T>();
  T* dx = s.out[0].as<T>();
  const int64_t H = xv.dims[1], W = xv.dims[2], C = xv.dims[3], P = dyv.dims[1], Q = dyv.dims[2];

  // Number of the cell (h * W + v) that holds the first maximum of window (i, j); the first NaN if there is one.
  const auto winner = [&](int64_t n, int64_t i, int64_t j, int64_t c) {
    const IndexRange rows = cells_of_window(i, p.window_h, p.stride_h, p.pad_top, H);
    const IndexRange columns = cells_of_window(j, p.window_w, p.stride_w, p.pad_left, W);
    int64_t best = rows.first * W + columns.first;
    T best_value = x[(n * H * W + best) * C + c];
    for (int64_t h = rows.first; h < rows.end; ++h) {
      for (int64_t v = columns.first; v < columns.end; ++v) {
        const T value = x[((n * H + h) * W + v) * C + c];
        if (value > best_value || (std::isnan(value) && !std::isnan(best_value))) {
          best = h * W + v;
          best_value = value;
        }
      }
    }
    return best;
  };

  for_each(ctx, xv.dims[0] * H * W, C * p.window_h * p.window_w, [&](int64_t cell) {
    const int64_t n = cell / (H * W), h = cell / W % H, v = cell % W;
    const IndexRange rows = windows_over_cell(h, p.window_h, p.stride_h, p.pad_top, P);
    const IndexRange columns = windows_over_cell(v, p.window_w, p.stride_w, p.pad_left, Q);
    for (int64_t c = 0; c < C; ++c) {
      double sum = 0;
      for (int64_t i = rows.first; i < rows.end; ++i) {
        for (int64_t j = columns.first; j < columns.end; ++j) {
          if (winner(n, i, j, c) == h * W + v) sum += static_cast<double>(dy[((n * P + i) * Q + j) * C + c]);
        }
      }
      dx[cell * C + c] = static_cast<T>(sum);
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(max_pool2d_grad, run)
