// ReLU.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[i] = max(x[i], 0); NaN stays NaN. x, y: `count` elements of any layout; y may be x, else they do not overlap.
Status relu(const float* x, float* y, int64_t count, Stream stream);
Status relu(const Bf16* x, Bf16* y, int64_t count, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
