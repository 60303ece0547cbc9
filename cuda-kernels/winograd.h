// Convolutions 3x3 of stride 1 by Winograd's minimal filtering, F(4x4, 3x3), in float arithmetic: for conv2d and its two
// gradients a quarter of the multiply-adds of direct sums, between passes over transformed maps. Errors are about twice
// those of direct sums (winograd_matrices.h). On tensor cores it would not pay (docs/cuda-kernels.md).
//
// Rows of tiles go through in chunks, as many as make full products and yet, if they can, stay in the L2 cache from pass to
// pass. Plans, and with them the order of every sum, follow from the shape alone.
#pragma once

#include <cstddef>

#include "activation.h"
#include "conv2d_shape.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class WinogradPass { forward, data, weights };

struct WinogradPlan {
  int64_t tile_rows;  // of a chunk, counted through all images; the last chunk may have fewer
  GemmPlan product;   // of a chunk's 36 products. Only the gradient of the weights shares their depth, the tiles
};

// Whether it is 3x3 of stride 1, without dilation or groups.
bool takes_winograd(const Conv2dShape& shape);

// For shapes that takes_winograd.
WinogradPlan winograd_plan(const Conv2dShape& shape, WinogradPass pass);

// Whether there are channels enough, 32 at least, and the model of gemm_plan.h expects the plan to be faster than direct sums
// in f32 by a tenth at least, with a workspace of at most 403 MB.
bool winograd_pays(const Conv2dShape& shape, WinogradPass pass);

size_t winograd_workspace_bytes(const Conv2dShape& shape, WinogradPass pass, const WinogradPlan& plan);

// y = act(convolution of x with w + bias + added), layouts as in Conv2dShape. bias (K floats) and added (as y) may be null. y
// may be the same memory as added, and overlaps nothing else. Workspaces are 16-byte aligned.
Status winograd_conv2d(const Conv2dShape& shape, const WinogradPlan& plan, const float* x, const float* w, const float* bias,
                       const float* added, Activation activation, float* y, float* workspace, Stream stream);

// dx from dy (the gradient of y, shaped like it) and w. dx overlaps nothing else.
Status winograd_conv2d_grad_data(const Conv2dShape& shape, const WinogradPlan& plan, const float* dy, const float* w, float* dx,
                                 float* workspace, Stream stream);

// dw from x and dy. dw overlaps nothing else.
Status winograd_conv2d_grad_weights(const Conv2dShape& shape, const WinogradPlan& plan, const float* x, const float* dy,
                                    float* dw, float* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
