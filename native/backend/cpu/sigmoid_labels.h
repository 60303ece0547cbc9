// Checks of the labels of sigmoid cross-entropy: floats, each a probability or unknown.
#pragma once

#include <cstdint>

#include "core/kernel.h"

namespace facet::cpu {

inline constexpr const char* kSigmoidLabelOutOfRange =
    "a label is NaN or above 1 (give 0 .. 1, or a negative number for unknown)";

// The number of labels that are known (not negative), or -1 if one is out of range.
template <typename T>
FACET_ALWAYS_INLINE int64_t count_known(const T* labels, int64_t count) {
  int64_t known = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (!(labels[i] <= 1)) return -1;
    if (labels[i] >= 0) ++known;
  }
  return known;
}

}  // namespace facet::cpu
