// Sizes of a pooling: what its four kernels share.
#pragma once

#include <initializer_list>

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// x is [images, height, width, channels], y [images, y_height, y_width, channels]. Window (p, q) covers the rows from
// p stride_h - pad_top on, and columns likewise; every window meets the image.
struct Pool2dShape {
  int64_t images, height, width, channels, y_height, y_width;
  int64_t window_h, window_w, stride_h, stride_w, pad_top, pad_left;
};

// The sizes that the kernels' 32-bit indices allow.
inline Status check(const Pool2dShape& s) {
  constexpr int64_t kMost = 0x7fffffff;
  if (s.images * s.height * s.width > kMost / s.channels || s.images * s.y_height * s.y_width > kMost / s.channels)
    return invalid_argument("a pooling takes at most 2^31-1 elements");
  constexpr int64_t kFar = 1 << 28;
  for (const int64_t size : {s.height, s.width, s.window_h, s.window_w, s.stride_h, s.stride_w, s.pad_top, s.pad_left})
    if (size > kFar) return invalid_argument("a pooling's image, window, stride and padding reach at most 2^28 cells");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
