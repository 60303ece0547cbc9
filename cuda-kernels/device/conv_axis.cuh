// One dimension of a convolution's images, seen from the numbers that a kernel computes.
#pragma once

#include <cstdint>
#include <numeric>

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Place i of the result reads places i * stride + first + tap * step of the source, those within it, and is stored at place
// i * spread + offset.
struct GatherAxis {
  int source;   // places of the source
  int results;  // places computed
  int stride, first, step, taps;
  int spread, offset;
};

// The taps of one dimension, sorted by the places that they meet. Tap t of a window that starts at place i * stride - pad meets
// the places congruent to t * dilation - pad modulo the stride. That residue has the period stride / gcd(stride, dilation) in
// t: the taps t, t + period, t + 2 period, ... form a class and meet the same places. Classes are numbered by their first tap.
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

inline TapClasses tap_classes(int64_t taps, int64_t stride, int64_t dilation) {
  return {static_cast<int>(taps), static_cast<int>(stride / std::gcd(stride, dilation))};
}

// The forward pass: y from x.
inline GatherAxis forward_axis(int64_t image, int64_t results, int64_t stride, int64_t pad, int64_t dilation, int64_t taps) {
  return {static_cast<int>(image),
          static_cast<int>(results),
          static_cast<int>(stride),
          static_cast<int>(-pad),
          static_cast<int>(dilation),
          static_cast<int>(taps),
          1,
          0};
}

// The gradient of the data, of one residue of the places of dx: place h meets tap r where h + pad - r dilation is a multiple of
// the stride, so the places of one residue of h + pad modulo the stride are a convolution of stride 1 of dy with one class of
// taps (or with none: then they are zero).
struct GradientAxis {
  GatherAxis gather;
  int first_tap;  // of the class; taps of the gather are first_tap, first_tap + period, ...
};

inline GradientAxis gradient_axis(int64_t image, int64_t results, int64_t stride, int64_t pad, int64_t dilation,
                                  const TapClasses& classes, int64_t residue) {
  const int64_t first = ((residue - pad) % stride + stride) % stride;
  int first_tap = 0;
  while (first_tap < classes.classes() && first_tap * dilation % stride != residue) ++first_tap;
  const bool any = first_tap < classes.classes();
  GatherAxis gather{};
  gather.source = static_cast<int>(results);
  gather.results = first < image ? static_cast<int>((image - 1 - first) / stride + 1) : 0;
  gather.stride = 1;
  gather.first = any ? static_cast<int>((first + pad - first_tap * dilation) / stride) : 0;
  gather.step = -static_cast<int>(classes.period * dilation / stride);
  gather.taps = any ? classes.size(first_tap) : 0;
  gather.spread = static_cast<int>(stride);
  gather.offset = static_cast<int>(first);
  return {gather, any ? first_tap : 0};
}

// The gradient of the weights: place i of y and tap t meet place i * stride - pad + t * dilation of the image.
struct WindowAxis {
  int image, results, stride, pad, dilation, taps;
};

inline WindowAxis window_axis(int64_t image, int64_t results, int64_t stride, int64_t pad, int64_t dilation, int64_t taps) {
  return {static_cast<int>(image), static_cast<int>(results),  static_cast<int>(stride),
          static_cast<int>(pad),   static_cast<int>(dilation), static_cast<int>(taps)};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
