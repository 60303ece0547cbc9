// Numbers of 16 bits as floats.
#pragma once

#include "half.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// rows[n, 2 w] and rows[n, 2 w + 1] are the low and the high half of packed[n, w]. rows: [count, columns]; packed: [count,
// (columns + 1) / 2]. f16 is IEEE binary16, subnormal numbers, infinities and NaN included. They do not overlap.
Status unpack16(Half kind, const int32_t* packed, int64_t count, int64_t columns, float* rows, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
