// The matrix of all inner products of feature rows.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct GramShape {
  int64_t rows, features;
};

// products[i,j] = products[j,i] = sum over m of rows[i,m] rows[j,m]. rows: [rows, features]; products: [rows, rows].
//
// Only the tiles on and above the diagonal are computed, on tensor cores with each factor split into two TF32 numbers
// (Precision::tf32x3), GPUs before sm_80 in f32. Sums are floats over at most 4096 features and doubles beyond. workspace:
// gram_workspace_bytes(shape), 16-byte aligned.
Status gram(const GramShape& shape, const float* rows, float* products, void* workspace, Stream stream);

size_t gram_workspace_bytes(const GramShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
