// Whether convolutions by warpgroups (FACET_WGMMA) compute what they shall: Hopper's instructions for them are shown by the
// shim alone, so that a GPU is asked before its numbers are trusted.
#pragma once

#include "runtime/device.h"

namespace facet::cuda {

// Computes a convolution 3x3 of `images` of side x side pixels and 64 channels, and its gradient of the data, with the kernels
// that the device binds to them, stored as floats and, where it has kernels for that, as bf16. The factors are small integers,
// whose sums are exact in every precision, and are compared with plain sums on the host at some of the pixels. Throws Error
// FACET_NO_DEVICE that says what differs.
void check_convolutions(Device& device, int64_t images, int64_t side);

}  // namespace facet::cuda
