// Max pooling.
#pragma once

#include "pool2d_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y: the largest element of each window; NaN wins, padding never does. Nothing overlaps.
Status max_pool2d(const Pool2dShape& shape, const float* x, float* y, Stream stream);
Status max_pool2d(const Pool2dShape& shape, const Bf16* x, Bf16* y, Stream stream);

// dx: every element adds dy of those windows whose first maximum it is, in row-major order; of NaN the first. Each element
// looks for its windows, in a fixed order. dx has x's shape, dy y's. Nothing overlaps.
Status max_pool2d_grad(const Pool2dShape& shape, const float* x, const float* dy, float* dx, Stream stream);
Status max_pool2d_grad(const Pool2dShape& shape, const Bf16* x, const Bf16* dy, Bf16* dx, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
