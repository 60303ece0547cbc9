// Repeating a tensor along axes.
#pragma once

#include "bf16.h"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y = scale x, repeated along the axes where x has size 1. The ranks are equal; nothing overlaps; y has at most 2^31-1
// elements.
Status broadcast(const float* x, const Shape& x_shape, float scale, float* y, const Shape& y_shape, Stream stream);
Status broadcast(const float* x, const Shape& x_shape, float scale, Bf16* y, const Shape& y_shape, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
