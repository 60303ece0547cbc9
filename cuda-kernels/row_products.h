// Products of feature rows with factors, added to sums.
#pragma once

#include <cstddef>

#include "feature_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// new_sums[k,m] = sums[k,m] + sum over n of factors[n,k] rows[n,m]. rows: [rows, features]; factors: [rows, factors]; sums:
// [factors, features], may be new_sums. Up to eight factors read rows once; of floats more than 16 are a matrix product.
template <class Row>
Status row_products(const FeatureShape& shape, const Row* rows, const float* factors, const float* sums, float* new_sums,
                    float* workspace, Stream stream);

template <class Row>
size_t row_products_workspace_bytes(const FeatureShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
