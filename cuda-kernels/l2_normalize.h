// Rows divided by their length.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y = x / sqrt(sum x^2 + epsilon), row by row. x, y: `rows` rows of `length` floats (length at most 2^31-1). Nothing overlaps.
Status l2_normalize(const float* x, float* y, int64_t rows, int64_t length, float epsilon, Stream stream);

// dx = (dy - y sum y dy) / sqrt(sum x^2 + epsilon), y being what l2_normalize makes of x. Nothing overlaps.
Status l2_normalize_grad(const float* x, const float* dy, float* dx, int64_t rows, int64_t length, float epsilon,
                         Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
