// Geometry of pooling windows along one axis: window i covers the cells [i * stride - pad, i * stride - pad + window).
#pragma once

#include <algorithm>
#include <cstdint>

namespace facet::cpu {

struct IndexRange {
  int64_t first, end;
  int64_t size() const { return end - first; }
};

// The cells of window i that lie in the image.
inline IndexRange cells_of_window(int64_t i, int64_t window, int64_t stride, int64_t pad, int64_t cells) {
  const int64_t begin = i * stride - pad;
  return {std::max<int64_t>(0, begin), std::min(cells, begin + window)};
}

// The windows that hold a cell.
inline IndexRange windows_over_cell(int64_t cell, int64_t window, int64_t stride, int64_t pad, int64_t windows) {
  const int64_t shifted = cell + pad;
  const int64_t first = shifted < window ? 0 : (shifted - window) / stride + 1;
  return {first, std::min(windows, shifted / stride + 1)};
}

}  // namespace facet::cpu
