// Matrix products of activations that are stored as bf16, as linear layers need them. Weights are floats, which are rounded to
// bf16 on their way to the tensor cores; sums and the gradient of the weights are floats. From sm_80 on.
#pragma once

#include <cstddef>

#include "bf16.h"
#include "matmul.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// By floats (a linear layer, or the gradient of its input): a is not transposed and k is even, for a is read by words of two
// depths.
bool takes_stored_bf16(const MatmulShape& shape);

GemmTiles matmul_tile_kinds_stored_bf16();
GemmPlan matmul_plan_stored_bf16(const MatmulShape& shape);
size_t matmul_workspace_bytes_stored_bf16(const MatmulShape& shape, const GemmPlan& plan);

// As matmul; c of either type. The workspace is 16-byte aligned; null will do if its size is 0.
Status matmul(const MatmulShape& shape, const GemmPlan& plan, const Bf16* a, const float* b, const float* bias,
              Activation activation, Bf16* c, void* workspace, Stream stream);
Status matmul(const MatmulShape& shape, const GemmPlan& plan, const Bf16* a, const float* b, const float* bias,
              Activation activation, float* c, void* workspace, Stream stream);

// Both of bf16 (the gradient of a linear layer's weights): a is transposed, b is not, m and n are even.
bool takes_bf16_pairs(const MatmulShape& shape);

GemmTiles matmul_tile_kinds_bf16_pairs();
GemmPlan matmul_plan_bf16_pairs(const MatmulShape& shape);
size_t matmul_workspace_bytes_bf16_pairs(const MatmulShape& shape, const GemmPlan& plan);

Status matmul(const MatmulShape& shape, const GemmPlan& plan, const Bf16* a, const Bf16* b, const float* bias,
              Activation activation, float* c, void* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
