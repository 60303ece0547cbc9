// Permuting the axes of a tensor.
#pragma once

#include "bf16.h"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Axis i of y is axis axes[i] of x; `axes` is a permutation of 0 .. x_shape.rank - 1. At most 2^31-1 elements. Nothing
// overlaps.
Status transpose(const float* x, const Shape& x_shape, const int64_t (&axes)[kMaxRank], float* y, Stream stream);
Status transpose(const Bf16* x, const Shape& x_shape, const int64_t (&axes)[kMaxRank], Bf16* y, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
