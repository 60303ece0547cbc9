// Class labels as rows.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[n, k] = [labels[n] = k]: `rows` rows of `classes` floats (at most 2^31-1). Label -1 gives a row of zeros; one that is
// neither that nor a class sets *fault, a word on the device, to 1.
Status one_hot(const int32_t* labels, float* y, int64_t rows, int64_t classes, int32_t* fault, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
