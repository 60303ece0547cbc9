// The taps of a strided convolution, sorted by the residue of the pixels that they meet.
#pragma once

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// One dimension with `taps` taps. Tap t of a window that starts at place i * stride - pad meets the places that are congruent
// to t * dilation - pad modulo the stride. That residue has the period stride / gcd(stride, dilation) in t: the taps t, t +
// period, t + 2 period, ... form a class and meet the same places. Classes are numbered by their first tap.
struct TapClasses {
  int taps, period;

  __host__ __device__ int classes() const { return taps < period ? taps : period; }
  __host__ __device__ int size(int first) const { return (taps - 1 - first) / period + 1; }
  // Taps of the classes before `first`.
  __host__ __device__ int before(int first) const {
    const int rest = taps % period;
    return taps / period * first + (first < rest ? first : rest);
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
