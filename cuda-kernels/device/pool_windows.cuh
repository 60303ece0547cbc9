// Geometry of pooling windows: along one axis window i covers the cells [i * stride - pad, i * stride - pad + window).
#pragma once

#include "device/platform.cuh"
#include "pool2d_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct IndexRange {
  int first, end;

  __device__ int size() const { return end - first; }
};

struct PoolAxis {
  int window, stride, pad, cells, windows;

  // The cells of window i that lie in the image.
  __device__ IndexRange cells_of(int i) const {
    const int begin = i * stride - pad;
    return {begin < 0 ? 0 : begin, begin + window < cells ? begin + window : cells};
  }

  // The windows that hold a cell.
  __device__ IndexRange windows_over(int cell) const {
    const int shifted = cell + pad;
    const int last = shifted / stride + 1;
    return {shifted < window ? 0 : (shifted - window) / stride + 1, last < windows ? last : windows};
  }
};

struct PoolAxes {
  PoolAxis h, w;
  int channels;

  explicit PoolAxes(const Pool2dShape& s)
      : h{static_cast<int>(s.window_h), static_cast<int>(s.stride_h), static_cast<int>(s.pad_top), static_cast<int>(s.height),
          static_cast<int>(s.y_height)},
        w{static_cast<int>(s.window_w), static_cast<int>(s.stride_w), static_cast<int>(s.pad_left), static_cast<int>(s.width),
          static_cast<int>(s.y_width)},
        channels(static_cast<int>(s.channels)) {}

  // The number of an element of x, and of y.
  __device__ int64_t x_at(int n, int row, int column, int c) const {
    return ((int64_t{n} * h.cells + row) * w.cells + column) * channels + c;
  }
  __device__ int64_t y_at(int n, int p, int q, int c) const {
    return ((int64_t{n} * h.windows + p) * w.windows + q) * channels + c;
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
