// Bilinear resizing of images, half-pixel centres (align_corners false), clamped to the edge, without antialiasing.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// From [images, height, width, channels] to [images, y_height, y_width, channels]; at most 2^31-1 elements each.
struct ResizeShape {
  int64_t images, height, width, y_height, y_width, channels;
};

// y[p, q] reads x at ((p + 1/2) height / y_height - 1/2, ...). Nothing overlaps.
Status resize_bilinear(const ResizeShape& shape, const float* x, float* y, Stream stream);

// The transpose: dx adds what y's elements read of each cell of x, in row-major order. Nothing overlaps.
Status resize_bilinear_grad(const ResizeShape& shape, const float* dy, float* dx, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
