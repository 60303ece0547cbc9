// What a kernel applies to its result before it stores it.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// relu: max(v, 0), relu6: min(max(v, 0), 6); NaN stays NaN. matmul does not take relu6.
enum class Activation { none = 0, relu = 1, relu6 = 2 };

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
