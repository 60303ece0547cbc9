// Products of feature rows with factors, added to sums.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Feature rows [rows, features], and so many responses or factors of each.
struct FeatureShape {
  int64_t rows, features, factors;
};

inline Status check(const FeatureShape& s) {
  if (s.rows < 1 || s.features < 1 || s.factors < 1 || s.factors > 65535 || s.rows > 0x7fffffff - 512 ||
      s.features > 0x7fffffff - 512)
    return invalid_argument("feature rows: 1 to 2^31 - 513 rows and features, 1 to 65535 factors");
  return {};
}

// new_sums[k,m] = sums[k,m] + sum over n of factors[n,k] rows[n,m]. rows: [rows, features]; factors: [rows, factors]; sums:
// [factors, features], may be new_sums. Up to eight factors read rows once.
Status row_products(const FeatureShape& shape, const float* rows, const float* factors, const float* sums, float* new_sums,
                    float* workspace, Stream stream);

size_t row_products_workspace_bytes(const FeatureShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
