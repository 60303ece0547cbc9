// Copying and filling.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y = x. x, y: `count` floats; they do not overlap.
Status copy(const float* x, float* y, int64_t count, Stream stream);

// y[i] = value, for `count` floats.
Status fill(float value, float* y, int64_t count, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
