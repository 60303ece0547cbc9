#include "avg_pool2d.h"
#include "device/image_cells.cuh"
#include "device/pool_windows.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct AvgPool {
  PoolAxes axes;
  bool count_pad;
  const T* x;
  T* y;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const IndexRange rows = axes.h.cells_of(cell.h);
    const IndexRange columns = axes.w.cells_of(cell.w);
    double sum[kGroup] = {};
    for (int h = rows.first; h < rows.end; ++h)
      for (int w = columns.first; w < columns.end; ++w) {
        const auto value = Lanes<kGroup>::load(x + axes.x_at(cell.n, h, w, cell.c));
#pragma unroll
        for (int g = 0; g < kGroup; ++g) sum[g] += value.v[g];
      }
    const double cells = count_pad ? axes.h.window * axes.w.window : rows.size() * columns.size();
    Lanes<kGroup> out;
#pragma unroll
    for (int g = 0; g < kGroup; ++g) out.v[g] = static_cast<float>(sum[g] / cells);
    out.store(y + i);
  }
};

template <class T>
struct AvgPoolGrad {
  PoolAxes axes;
  bool count_pad;
  const T* dy;
  T* dx;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const IndexRange ps = axes.h.windows_over(cell.h);
    const IndexRange qs = axes.w.windows_over(cell.w);
    Lanes<kGroup> sum = {};
    for (int p = ps.first; p < ps.end; ++p) {
      const int height = axes.h.cells_of(p).size();
      for (int q = qs.first; q < qs.end; ++q) {
        const int cells = count_pad ? axes.h.window * axes.w.window : height * axes.w.cells_of(q).size();
        const float share = 1.f / static_cast<float>(cells);
        const auto gradient = Lanes<kGroup>::load(dy + axes.y_at(cell.n, p, q, cell.c));
#pragma unroll
        for (int g = 0; g < kGroup; ++g) sum.v[g] = fmaf(share, gradient.v[g], sum.v[g]);
      }
    }
    sum.store(dx + i);
  }
};

template <class T>
Status launch_avg_pool2d(const Pool2dShape& shape, bool count_pad, const T* x, T* y, Stream stream) {
  FACET_TRY(check(shape));
  return launch_cells(AvgPool<T>{PoolAxes(shape), count_pad, x, y}, shape.images, shape.y_height, shape.y_width, shape.channels,
                      aligned_for_vec4(x, y), stream);
}

template <class T>
Status launch_avg_pool2d_grad(const Pool2dShape& shape, bool count_pad, const T* dy, T* dx, Stream stream) {
  FACET_TRY(check(shape));
  return launch_cells(AvgPoolGrad<T>{PoolAxes(shape), count_pad, dy, dx}, shape.images, shape.height, shape.width,
                      shape.channels, aligned_for_vec4(dy, dx), stream);
}

}  // namespace

Status avg_pool2d(const Pool2dShape& shape, bool count_pad, const float* x, float* y, Stream stream) {
  return launch_avg_pool2d(shape, count_pad, x, y, stream);
}

Status avg_pool2d(const Pool2dShape& shape, bool count_pad, const Bf16* x, Bf16* y, Stream stream) {
  return launch_avg_pool2d(shape, count_pad, x, y, stream);
}

Status avg_pool2d_grad(const Pool2dShape& shape, bool count_pad, const float* dy, float* dx, Stream stream) {
  return launch_avg_pool2d_grad(shape, count_pad, dy, dx, stream);
}

Status avg_pool2d_grad(const Pool2dShape& shape, bool count_pad, const Bf16* dy, Bf16* dx, Stream stream) {
  return launch_avg_pool2d_grad(shape, count_pad, dy, dx, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
