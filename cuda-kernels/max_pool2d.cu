#include "device/image_cells.cuh"
#include "device/pool_windows.cuh"
#include "max_pool2d.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct MaxPool {
  PoolAxes axes;
  const T* x;
  T* y;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const IndexRange rows = axes.h.cells_of(cell.h);
    const IndexRange columns = axes.w.cells_of(cell.w);
    auto best = Lanes<kGroup>::load(x + axes.x_at(cell.n, rows.first, columns.first, cell.c));
    for (int h = rows.first; h < rows.end; ++h)
      for (int w = columns.first; w < columns.end; ++w) {
        const auto value = Lanes<kGroup>::load(x + axes.x_at(cell.n, h, w, cell.c));
#pragma unroll
        for (int g = 0; g < kGroup; ++g)
          if (value.v[g] > best.v[g] || isnan(value.v[g])) best.v[g] = value.v[g];
      }
    best.store(y + i);
  }
};

template <class T>
struct MaxPoolGrad {
  PoolAxes axes;
  const T* x;
  const T* dy;
  T* dx;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const auto mine = Lanes<kGroup>::load(x + i);
    double sum[kGroup] = {};
    const IndexRange ps = axes.h.windows_over(cell.h);
    const IndexRange qs = axes.w.windows_over(cell.w);
    for (int p = ps.first; p < ps.end; ++p)
      for (int q = qs.first; q < qs.end; ++q) {
        bool wins[kGroup];
        contest<kGroup>(cell, p, q, mine, wins);
        const auto gradient = Lanes<kGroup>::load(dy + axes.y_at(cell.n, p, q, cell.c));
#pragma unroll
        for (int g = 0; g < kGroup; ++g)
          if (wins[g]) sum[g] += gradient.v[g];
      }
    Lanes<kGroup> out;
#pragma unroll
    for (int g = 0; g < kGroup; ++g) out.v[g] = static_cast<float>(sum[g]);
    out.store(dx + i);
  }

  // Whether the cell is the first maximum of window (p, q): nothing before it is as large, nothing behind it larger. A NaN is
  // larger than any number.
  template <int kGroup>
  __device__ void contest(const Cell& cell, int p, int q, const Lanes<kGroup>& mine, bool (&wins)[kGroup]) const {
    const IndexRange rows = axes.h.cells_of(p);
    const IndexRange columns = axes.w.cells_of(q);
#pragma unroll
    for (int g = 0; g < kGroup; ++g) wins[g] = true;
    for (int h = rows.first; h < rows.end; ++h)
      for (int w = columns.first; w < columns.end; ++w) {
        if (h == cell.h && w == cell.w) continue;
        const bool before = h < cell.h || (h == cell.h && w < cell.w);
        const auto other = Lanes<kGroup>::load(x + axes.x_at(cell.n, h, w, cell.c));
#pragma unroll
        for (int g = 0; g < kGroup; ++g) {
          const bool loses = before ? isnan(other.v[g]) || other.v[g] >= mine.v[g]
                                    : !isnan(mine.v[g]) && (isnan(other.v[g]) || other.v[g] > mine.v[g]);
          if (loses) wins[g] = false;
        }
      }
  }
};

template <class T>
Status launch_max_pool2d(const Pool2dShape& shape, const T* x, T* y, Stream stream) {
  FACET_TRY(check(shape));
  return launch_cells(MaxPool<T>{PoolAxes(shape), x, y}, shape.images, shape.y_height, shape.y_width, shape.channels,
                      aligned_for_vec4(x, y), stream);
}

template <class T>
Status launch_max_pool2d_grad(const Pool2dShape& shape, const T* x, const T* dy, T* dx, Stream stream) {
  FACET_TRY(check(shape));
  return launch_cells(MaxPoolGrad<T>{PoolAxes(shape), x, dy, dx}, shape.images, shape.height, shape.width, shape.channels,
                      aligned_for_vec4(x, dy, dx), stream);
}

}  // namespace

Status max_pool2d(const Pool2dShape& shape, const float* x, float* y, Stream stream) {
  return launch_max_pool2d(shape, x, y, stream);
}

Status max_pool2d(const Pool2dShape& shape, const Bf16* x, Bf16* y, Stream stream) {
  return launch_max_pool2d(shape, x, y, stream);
}

Status max_pool2d_grad(const Pool2dShape& shape, const float* x, const float* dy, float* dx, Stream stream) {
  return launch_max_pool2d_grad(shape, x, dy, dx, stream);
}

Status max_pool2d_grad(const Pool2dShape& shape, const Bf16* x, const Bf16* dy, Bf16* dx, Stream stream) {
  return launch_max_pool2d_grad(shape, x, dy, dx, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
