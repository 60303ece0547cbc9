// The sum of all squares.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// *y = sum of x[i]^2, accumulated in double. x: `count` floats. workspace: sum_squares_workspace_bytes(count) bytes on the
// device, 16-byte aligned.
Status sum_squares(const float* x, int64_t count, float* y, void* workspace, Stream stream);

size_t sum_squares_workspace_bytes(int64_t count);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
