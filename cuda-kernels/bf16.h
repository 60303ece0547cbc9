// A number stored in 16 bits: the upper half of a float, rounded to nearest, ties to even.
#pragma once

#include <cstdint>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Activations and their gradients may be stored so; kernels compute in float.
struct Bf16 {
  uint16_t bits;
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
