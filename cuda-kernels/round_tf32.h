// Rounding to TF32.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[i] = x[i] rounded to 10 mantissa bits, to nearest, ties away from zero. y may be x, else they do not overlap.
Status round_tf32(const float* x, float* y, int64_t count, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
