// Where a bilinear resize reads (half-pixel centres, clamped to the edge), for the reference and the SIMD kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/kernel.h"

namespace facet::cpu {

// Cell `to` of the output reads (1 - fraction) of `low` and fraction of `high`.
struct BilinearTap {
  int64_t low, high;
  double fraction;

  FACET_ALWAYS_INLINE static BilinearTap of(int64_t to, int64_t from_size, int64_t to_size) {
    const double ratio = static_cast<double>(from_size) / static_cast<double>(to_size);
    const double at = std::clamp((static_cast<double>(to) + 0.5) * ratio - 0.5, 0.0, static_cast<double>(from_size - 1));
    const auto low = static_cast<int64_t>(std::floor(at));
    return {low, std::min(low + 1, from_size - 1), at - static_cast<double>(low)};
  }

  FACET_ALWAYS_INLINE double weight_of(int64_t from) const {
    return (low == from ? 1 - fraction : 0.0) + (high == from ? fraction : 0.0);
  }
};

}  // namespace facet::cpu
