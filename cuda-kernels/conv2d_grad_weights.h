// The gradient of a convolution with respect to its weights.
#pragma once

#include <cstddef>

#include "conv2d_shape.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// The tiles that a plan may name. Depthwise convolutions (conv_depthwise.h) ignore plan and precision.
GemmTiles conv2d_grad_weights_tile_kinds();

GemmPlan conv2d_grad_weights_plan(const Conv2dShape& shape, Precision precision);

size_t conv2d_grad_weights_workspace_bytes(const Conv2dShape& shape, const GemmPlan& plan);

// dw from x and dy (the gradient of y, shaped like it), layouts as in Conv2dShape. dw overlaps nothing else. The workspace is
// 16-byte aligned; null will do if its size is 0.
Status conv2d_grad_weights(const Conv2dShape& shape, Precision precision, const GemmPlan& plan, const float* x, const float* dy,
                           float* dw, float* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
