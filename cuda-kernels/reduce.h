// Sums and means over axes.
#pragma once

#include <cstddef>

#include "bf16.h"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y: x summed over the axes of `axes` (bit i: axis i), which have size 1 in y; times `scale`. Sums are made in double, in an
// order that the shape decides. workspace: reduce_workspace_bytes(...) bytes on the device, 16-byte aligned. Nothing overlaps.
Status reduce(const float* x, const Shape& x_shape, int64_t axes, double scale, float* y, void* workspace, Stream stream);

// The same for bf16; only where reduces_bf16: the axes of size above 1 follow each other, and one that is kept follows them.
Status reduce(const Bf16* x, const Shape& x_shape, int64_t axes, double scale, float* y, void* workspace, Stream stream);

bool reduces_bf16(const Shape& x_shape, int64_t axes);

size_t reduce_workspace_bytes(const Shape& x_shape, int64_t axes);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
