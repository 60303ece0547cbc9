#include "backend/cpu/pool_windows.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// dy[N,P,Q,C] -> dx[N,H,W,C]: every cell adds its share of the windows that hold it.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = Pool2dParams::of(s);
  const bool count_pad = s.params[8].i != 0;
  const TensorView &dyv = s.in[0], &dxv = s.out[0];
  const T* dy = dyv.as<T>();
  T* dx = dxv.as<T>();
  const int64_t H = dxv.dims[1], W = dxv.dims[2], C = dxv.dims[3], P = dyv.dims[1], Q = dyv.dims[2];
  for_each(ctx, dxv.dims[0] * H * W, C * p.window_h * p.window_w, [&](int64_t cell) {
    const int64_t n = cell / (H * W);
    const IndexRange rows = windows_over_cell(cell / W % H, p.window_h, p.stride_h, p.pad_top, P);
    const IndexRange columns = windows_over_cell(cell % W, p.window_w, p.stride_w, p.pad_left, Q);
    for (int64_t c = 0; c < C; ++c) {
      double sum = 0;
      for (int64_t i = rows.first; i < rows.end; ++i) {
        const int64_t height = cells_of_window(i, p.window_h, p.stride_h, p.pad_top, H).size();
        for (int64_t j = columns.first; j < columns.end; ++j) {
          const int64_t width = cells_of_window(j, p.window_w, p.stride_w, p.pad_left, W).size();
          const int64_t cells = count_pad ? p.window_h * p.window_w : height * width;
          sum += static_cast<double>(dy[((n * P + i) * Q + j) * C + c]) / static_cast<double>(cells);
        }
      }
      dx[cell * C + c] = static_cast<T>(sum);
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(avg_pool2d_grad, run)
