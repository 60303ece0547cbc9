// Rows of features, as the kernels of partial least squares read them: floats, Bf16 or F16, the type `Row` of their launchers.
#pragma once

#include <cstddef>
#include <type_traits>

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

// launch(rows), a `const Row*`, of rows that are stored as floats (storage 0), Bf16 (1) or F16 (2).
template <class Launch>
auto with_rows(int64_t storage, const void* rows, const Launch& launch) {
  switch (storage) {
    case 1:
      return launch(static_cast<const Bf16*>(rows));
    case 2:
      return launch(static_cast<const F16*>(rows));
    default:
      return launch(static_cast<const float*>(rows));
  }
}

// The type of `rows` in such a launch.
template <class Pointer>
using RowOf = std::remove_cv_t<std::remove_pointer_t<Pointer>>;

inline Status check(const FeatureShape& s) {
  if (s.rows < 1 || s.features < 1 || s.factors < 1 || s.factors > 65535 || s.rows > 0x7fffffff - 512 ||
      s.features > 0x7fffffff - 512)
    return invalid_argument("feature rows: 1 to 2^31 - 513 rows and features, 1 to 65535 factors");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
