// Between floats and bf16.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y = x, rounded to nearest, ties to even, or widened: `count` elements of any layout that do not overlap.
Status cast(const float* x, Bf16* y, int64_t count, Stream stream);
Status cast(const Bf16* x, float* y, int64_t count, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
