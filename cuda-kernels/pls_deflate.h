// Deflation of partial least squares: feature rows lose their part along components that were found.
#pragma once

#include <cstddef>

#include "row_products.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// new_rows[n,m] = rows[n,m] - sum over r of scores[n,r] loadings[r,m]; new_sums[k,m] = sums[k,m] + sum over n of factors[n,k]
// new_rows[n,m]. rows: [rows, features], may be new_rows; scores: [rows, components]; loadings: [components, features]; the
// rest as in row_products. Up to four components and eight factors read rows once.
Status pls_deflate(const FeatureShape& shape, int64_t components, const float* rows, const float* scores, const float* loadings,
                   const float* factors, const float* sums, float* new_rows, float* new_sums, float* workspace, Stream stream);

size_t pls_deflate_workspace_bytes(const FeatureShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
