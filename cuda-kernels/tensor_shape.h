// The sizes of a dense row-major tensor.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kMaxRank = 6;

struct Shape {
  int rank;  // 1 to kMaxRank
  int64_t dims[kMaxRank];

  int64_t count() const {
    int64_t n = 1;
    for (int i = 0; i < rank; ++i) n *= dims[i];
    return n;
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
