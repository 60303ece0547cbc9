// Average pooling.
#pragma once

#include "pool2d_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y: the mean of each window, over all its cells with count_pad, else over those in the image. Nothing overlaps.
Status avg_pool2d(const Pool2dShape& shape, bool count_pad, const float* x, float* y, Stream stream);
Status avg_pool2d(const Pool2dShape& shape, bool count_pad, const Bf16* x, Bf16* y, Stream stream);

// dx: every element adds its share of dy of the windows that hold it. Nothing overlaps.
Status avg_pool2d_grad(const Pool2dShape& shape, bool count_pad, const float* dy, float* dx, Stream stream);
Status avg_pool2d_grad(const Pool2dShape& shape, bool count_pad, const Bf16* dy, Bf16* dx, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
