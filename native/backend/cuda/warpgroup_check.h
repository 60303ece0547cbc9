// Whether convolutions by warpgroups (FACET_WGMMA) compute what they shall: Hopper's instructions for them are shown by the
// shim alone, so that a GPU is asked before its numbers are trusted.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/device.h"

namespace facet::cuda {

// A convolution of [images, side, side, in] by filters [out, window, window, in / groups], padded so that a stride of 1 keeps
// the side.
struct CheckedConvolution {
  int64_t images, side, in, out, window;
  int64_t stride = 1, dilation = 1, groups = 1;
  bool stored_bf16 = true;  // there are kernels for it that take x or dy so

  int64_t padding() const { return dilation * (window - 1) / 2; }
  int64_t results() const { return (side + 2 * padding() - dilation * (window - 1) - 1) / stride + 1; }
};

// Those that a GPU computes when it is opened: one of every kind that plans give to warpgroups. On one core of the host they
// take about a second, at every opening, for numbers to fill 36 convolutions with and 800 sums of each.
std::span<const CheckedConvolution> checked_convolutions();

// Computes the convolution and its gradient of the data with the kernels that the device binds to them, stored as floats and as
// bf16. The factors are small integers, whose sums are exact in every precision; some of the results are compared with plain
// sums on the host. Throws Error FACET_NO_DEVICE that says what differs, FACET_INTERNAL if the device has no kernel for it.
void check_convolution(Device& device, const CheckedConvolution& size);

}  // namespace facet::cuda
