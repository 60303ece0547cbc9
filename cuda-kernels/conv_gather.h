// What conv2d and conv2d_grad_data have in common: both gather pixels into a matrix product.
#pragma once

#include "activation.h"
#include "conv2d_shape.h"
#include "device/conv_gather.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// The tiles in which the gathering kernels exist.
GemmTiles conv_gather_tile_kinds();

// Whether the plan can be carried out here. Of floats warpgroups multiply in TF32 only.
Status check(const GemmPlan& plan, Precision precision, bool stored_bf16 = false);

// Whether the kernels by warpgroups take such a convolution of stored bf16: one group, whole words of 16 bytes, at least 64
// channels of the source, a window within the copy engine's ranges. Asks for nothing but the shape.
bool takes_copy_engine(const ConvGather& gather);

// The depth of their products in words: whole steps of every tap.
int64_t copied_depth(int64_t taps, int64_t channel_words);

// Fills in what follows from the other fields: the cut of the depth, the divisions, the alignment.
Status complete(ConvGather& gather, const GemmPlan& plan);

// The convolution that `gather` describes (its weights, if floats, rounded to TF32 if the plan is_wgmma), without bias or
// activation where several splits write one result each.
Status conv_gather(const ConvGather& gather, Precision precision, const GemmPlan& plan, const float* bias,
                   Activation activation, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
