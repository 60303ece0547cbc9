// Adding a vector to every row.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[r, c] = x[r, c] + b[c]. x, y: `rows` rows of `channels` floats (NHWC: rows = N H W); b: `channels` floats. y may be x, else
// they do not overlap; b overlaps neither.
Status bias_add(const float* x, const float* b, float* y, int64_t rows, int64_t channels, Stream stream);
Status bias_add(const Bf16* x, const float* b, Bf16* y, int64_t rows, int64_t channels, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
