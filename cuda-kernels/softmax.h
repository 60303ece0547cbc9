// Softmax over the last axis.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y = exp(x - max) / sum exp(x - max), row by row. x, y: `rows` rows of `length` floats (length at most 2^31-1). Nothing
// overlaps.
Status softmax(const float* x, float* y, int64_t rows, int64_t length, Stream stream);

// dx = y (dy - sum y dy), row by row. Nothing overlaps.
Status softmax_grad(const float* y, const float* dy, float* dx, int64_t rows, int64_t length, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
