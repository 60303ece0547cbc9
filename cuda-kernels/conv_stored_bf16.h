// Convolutions whose activations are stored as bf16: factors go from memory to the tensor cores as they are. Weights are
// floats, rounded once a launch; sums, biases and the gradient of the weights are floats. From sm_80 on.
#pragma once

#include <cstddef>

#include "activation.h"
#include "bf16.h"
#include "conv2d_shape.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// What gathers bf16 does so by words: the input and the output channels of a group must be even. Fast are multiples of 8.
// Depthwise convolutions (conv_depthwise.h), which have no plan, are taken too: their weights stay floats.
bool takes_stored_bf16(const Conv2dShape& shape);

// Plans count the depth in words of two numbers, of which tensor cores multiply as many in a cycle as of TF32. The tiles are
// those of conv2d_tile_kinds() and its siblings for rounded factors and for warpgroups, which plans take where the copy engine
// takes the shape (tensor_map.h) and gradients of the weights never; other shapes with such a tile are multiplied by warps.
// Workspaces are 16-byte aligned.
GemmPlan conv2d_plan_stored_bf16(const Conv2dShape& shape, TensorCores cores = TensorCores::warp);
size_t conv2d_workspace_bytes_stored_bf16(const Conv2dShape& shape, const GemmPlan& plan);
Status conv2d(const Conv2dShape& shape, const GemmPlan& plan, const Bf16* x, const float* w, const float* bias,
              Activation activation, Bf16* y, void* workspace, Stream stream);

GemmPlan conv2d_grad_data_plan_stored_bf16(const Conv2dShape& shape, TensorCores cores = TensorCores::warp);
size_t conv2d_grad_data_workspace_bytes_stored_bf16(const Conv2dShape& shape, const GemmPlan& plan);
Status conv2d_grad_data(const Conv2dShape& shape, const GemmPlan& plan, const Bf16* dy, const float* w, Bf16* dx,
                        void* workspace, Stream stream);

GemmPlan conv2d_grad_weights_plan_stored_bf16(const Conv2dShape& shape);
size_t conv2d_grad_weights_workspace_bytes_stored_bf16(const Conv2dShape& shape, const GemmPlan& plan);
Status conv2d_grad_weights(const Conv2dShape& shape, const GemmPlan& plan, const Bf16* x, const Bf16* dy, float* dw,
                           void* workspace, Stream stream);

// The gradient of the first layer's weights: x is an image of floats, which is rounded to bf16, 8 bits of pixels exactly. One
// group, and an even number of results.
bool takes_image_of_stored_bf16(const Conv2dShape& shape);
size_t image_conv2d_grad_weights_workspace_bytes(const Conv2dShape& shape);
Status image_conv2d_grad_weights(const Conv2dShape& shape, const float* x, const Bf16* dy, float* dw, void* workspace,
                                 Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
