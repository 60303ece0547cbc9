// Matrix products whose sums must lose little.
#pragma once

#include <algorithm>

#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Shares the depth out more than speed asks for, as far as 16 MB of partial sums go: chains of float additions are then at
// most about 48 long, or a 64th of the depth.
inline GemmPlan with_short_sums(GemmPlan plan, int64_t depth, int64_t results) {
  const int64_t most = std::clamp<int64_t>((int64_t{1} << 22) / results, 1, 64);
  plan.splits = static_cast<int>(std::max<int64_t>(plan.splits, std::min(depth / 32, most)));
  return plan;
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
