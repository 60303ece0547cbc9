// Checks of class labels, for the reference and the SIMD kernels.
#pragma once

#include <cstdint>

#include "core/kernel.h"

namespace facet::cpu {

inline constexpr int32_t kIgnoredLabel = -1;
inline constexpr const char* kLabelOutOfRange = "a label is neither -1 nor in 0 .. classes - 1";

// The number of rows whose label counts, or -1 if a label is out of range.
FACET_ALWAYS_INLINE int64_t count_labels(const int32_t* labels, int64_t rows, int64_t classes) {
  int64_t count = 0;
  for (int64_t i = 0; i < rows; ++i) {
    if (labels[i] < kIgnoredLabel || labels[i] >= classes) return -1;
    if (labels[i] != kIgnoredLabel) ++count;
  }
  return count;
}

}  // namespace facet::cpu
