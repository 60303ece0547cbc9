// The pass of pls_pass.h that reads rows once.
#pragma once

#include <cstddef>

#include "row_products.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class Row>
bool takes_fused_pass(const FeatureShape& shape);

// Whether the current GPU has the shared memory for it.
template <class Row>
bool fused_pass_fits(const FeatureShape& shape);

// As pls_pass, for a shape that takes_fused_pass.
template <class Row>
Status pls_fused(const FeatureShape& shape, const Row* rows, const float* weights, const float* offset, const float* member,
                 const float* sums, float* scores, float* new_sums, float* workspace, Stream stream);

size_t pls_fused_workspace_bytes(const FeatureShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
