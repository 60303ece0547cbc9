// Sums and means over axes.
#pragma once

#include <cstddef>

#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y: x summed over the axes of `axes` (bit i: axis i), which have size 1 in y; times `scale`. Sums are made in double, in an
// order that the shape decides. workspace: reduce_workspace_bytes(...) bytes on the device, 16-byte aligned. Nothing overlaps.
Status reduce(const float* x, const Shape& x_shape, int64_t axes, double scale, float* y, void* workspace, Stream stream);

size_t reduce_workspace_bytes(const Shape& x_shape, int64_t axes);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
