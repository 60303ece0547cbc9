// Rows of features, as the kernels of partial least squares read them: floats, Bf16 or F16, the type `Row` of their launchers.
#pragma once

#include <cstddef>

#include "half.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Feature rows [rows, features], and so many responses or factors of each.
struct FeatureShape {
  int64_t rows, features, factors;
};

// From one row to the next, in elements: rows of 16 bits stand in whole words, so that after an odd number of features there is
// one element more, which is not looked at.
template <class Row>
constexpr int64_t row_pitch(int64_t features) {
  return sizeof(Row) == 4 ? features : (features + 1) / 2 * 2;
}

inline Status check(const FeatureShape& s) {
  if (s.rows < 1 || s.features < 1 || s.factors < 1 || s.factors > 65535 || s.rows > 0x7fffffff - 512 ||
      s.features > 0x7fffffff - 512)
    return invalid_argument("feature rows: 1 to 2^31 - 513 rows and features, 1 to 65535 factors");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
