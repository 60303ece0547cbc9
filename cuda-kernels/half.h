// Numbers stored in 16 bits besides bf16: IEEE binary16.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// 11 bits of precision, at most 65504; for feature rows, which kernels read and never write so.
struct F16 {
  uint16_t bits;
};

enum class Half { bf16 = 0, f16 = 1 };

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
