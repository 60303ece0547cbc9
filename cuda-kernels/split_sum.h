// The second pass of sums that several blocks share.
#pragma once

#include "activation.h"
#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[i] = act(partial[i] + partial[count + i] + ... + bias[i % channels]): `splits` arrays of `count` floats added in order.
// bias may be null; count is a multiple of channels. y overlaps neither.
Status split_sum(const float* partial, int splits, int64_t count, const float* bias, int64_t channels, Activation activation,
                 float* y, Stream stream);
Status split_sum(const float* partial, int splits, int64_t count, const float* bias, int64_t channels, Activation activation,
                 Bf16* y, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
