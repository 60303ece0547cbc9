// Walking dense tensors by coordinates, for the reference kernels.
#pragma once

#include <array>

#include "core/kernel.h"

namespace facet::cpu {

using Axes = std::array<int64_t, kMaxRank>;

// Elements between neighbours along each axis; 0 along axes of size 1, so that a broadcast operand is walked by the same
// coordinates.
inline Axes strides_of(const TensorView& t) {
  Axes strides{};
  int64_t step = 1;
  for (int i = t.rank - 1; i >= 0; --i) {
    strides[static_cast<size_t>(i)] = t.dims[i] == 1 ? 0 : step;
    step *= t.dims[i];
  }
  return strides;
}

// Where the element with row-major number `index` of a tensor with `dims` lies in an operand with `strides`.
inline int64_t offset_of(int64_t index, const int64_t* dims, int rank, const Axes& strides) {
  int64_t offset = 0;
  for (int i = rank - 1; i >= 0; --i) {
    offset += index % dims[i] * strides[static_cast<size_t>(i)];
    index /= dims[i];
  }
  return offset;
}

}  // namespace facet::cpu
