// Two-dimensional convolution, forward.
#pragma once

#include <cstddef>

#include "activation.h"
#include "conv2d_shape.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// The tiles that a plan may name. Depthwise convolutions (conv_depthwise.h) ignore plan and precision.
GemmTiles conv2d_tile_kinds();

GemmPlan conv2d_plan(const Conv2dShape& shape, Precision precision, TensorCores cores = TensorCores::warp);

size_t conv2d_workspace_bytes(const Conv2dShape& shape, const GemmPlan& plan);

// y = act(convolution of x with w + bias), layouts as in Conv2dShape. bias: K floats, or null. y overlaps nothing else. The
// workspace is 16-byte aligned; null will do if its size is 0.
Status conv2d(const Conv2dShape& shape, Precision precision, const GemmPlan& plan, const float* x, const float* w,
              const float* bias, Activation activation, float* y, float* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
