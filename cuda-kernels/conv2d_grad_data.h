// The gradient of a convolution with respect to its input.
#pragma once

#include <cstddef>

#include "conv2d_shape.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// The tiles that a plan may name. Depthwise convolutions (conv_depthwise.h) ignore plan and precision.
GemmTiles conv2d_grad_data_tile_kinds();

GemmPlan conv2d_grad_data_plan(const Conv2dShape& shape, Precision precision, TensorCores cores = TensorCores::warp);

// The weights are turned there.
size_t conv2d_grad_data_workspace_bytes(const Conv2dShape& shape, const GemmPlan& plan);

// dx from dy (the gradient of y, shaped like it) and w, layouts as in Conv2dShape. dx overlaps nothing else. The workspace is
// 16-byte aligned; null will do if its size is 0.
Status conv2d_grad_data(const Conv2dShape& shape, Precision precision, const GemmPlan& plan, const float* dy, const float* w,
                        float* dx, float* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
