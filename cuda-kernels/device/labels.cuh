// Class labels on the device.
#pragma once

#include <cstdint>

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int32_t kIgnoredLabel = -1;

// The label; one out of range is noted down and ignored, so that it indexes nothing.
__device__ __forceinline__ int32_t checked_label(int32_t label, int classes, int32_t* fault) {
  if (label >= kIgnoredLabel && label < classes) return label;
  note_fault(fault);
  return kIgnoredLabel;
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
