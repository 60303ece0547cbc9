// The matrix of all inner products of feature rows.
#pragma once

#include <cstddef>

#include "feature_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct GramShape {
  int64_t rows, features;
};

// products[i,j] = products[j,i] = sum over m of rows[i,m] rows[j,m]. rows: [rows, features]; products: [rows, rows].
//
// Only the tiles on and above the diagonal are computed, on tensor cores: floats with each factor split into two TF32 numbers
// (Precision::tf32x3), Bf16 and F16 as they are, since products of two such are exact in f32; GPUs before sm_80 in f32. Sums
// are floats over at most 4096 features and doubles beyond. Rows of 16 bits have an even number of features: tensor cores take
// a row by words, nothing in a step of `gram` says where an odd row ends, and what stands behind it may be any bits. The
// planner unpacks such rows (PackedRowsFusion), which no layer of a network has and no window of a file (FileRows). workspace:
// gram_workspace_bytes<Row>(shape), 16-byte aligned.
template <class Row>
Status gram(const GramShape& shape, const Row* rows, float* products, void* workspace, Stream stream);

template <class Row>
size_t gram_workspace_bytes(const GramShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
