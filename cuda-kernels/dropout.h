// Dropout (Srivastava et al., JMLR 15, 2014), the survivors scaled up.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[i] = x[i] / (1 - rate) where element i is kept, else 0. A counter hash of (seed, salt, i) decides, so that the same call on
// dy is the gradient, and every backend makes the same choice. rate: 0 to below 1; seed: one number on the device. x, y:
// `count` numbers; y may be x, else they do not overlap.
Status dropout(const float* x, const int32_t* seed, float* y, int64_t count, double rate, int64_t salt, Stream stream);
Status dropout(const Bf16* x, const int32_t* seed, Bf16* y, int64_t count, double rate, int64_t salt, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
