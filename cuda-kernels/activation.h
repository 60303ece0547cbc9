// What a kernel applies to its result before it stores it.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class Activation { none = 0, relu = 1 };  // relu: max(v, 0), NaN stays NaN

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
