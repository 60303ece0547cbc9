// Sizes and options that the convolution kernels share.
#pragma once

#include <initializer_list>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[n,p,q,k] = sum over r, s, c of x[n, p stride_h - pad_top + r dilation_h, q stride_w - pad_left + s dilation_w, g C/G + c]
// w[k,r,s,c] with g = k / (K/G); outside x is 0. x: [N,H,W,C], w: [K,R,S,C/G], y: [N,P,Q,K].
struct Conv2dShape {
  int64_t n, h, w, c;
  int64_t k, r, s;
  int64_t p, q;
  int64_t stride_h, stride_w, pad_top, pad_left, dilation_h, dilation_w, groups;

  int64_t x_count() const { return n * h * w * c; }
  int64_t w_count() const { return k * r * s * (c / groups); }
  int64_t y_count() const { return n * p * q * k; }
};

// The sizes that the kernels' 32-bit indices and the grid allow.
inline Status check(const Conv2dShape& s) {
  constexpr int64_t kMost = 0x7fffffff;
  for (const int64_t size :
       {s.n, s.h, s.w, s.c, s.k, s.r, s.s, s.p, s.q, s.stride_h, s.stride_w, s.dilation_h, s.dilation_w, s.groups})
    if (size < 1 || size > kMost) return invalid_argument("the sizes of a convolution must be 1 to 2^31 - 1");
  if (s.c % s.groups != 0 || s.k % s.groups != 0)
    return invalid_argument("the groups of a convolution must divide its input and output channels");
  if (s.groups > 65535) return invalid_argument("a convolution has at most 65535 groups");
  if (s.pad_top < 0 || s.pad_left < 0 || s.pad_top > 1 << 20 || s.pad_left > 1 << 20)
    return invalid_argument("the padding of a convolution must be 0 to 2^20");
  if (s.h * s.w * s.c > kMost / 4 || s.p * s.q * s.k > kMost / 4 || s.w_count() > kMost)
    return invalid_argument("a convolution takes at most 2^29 numbers an image and 2^31 weights");
  if (s.n * s.h * s.w > kMost - 512 || s.n * s.p * s.q > kMost - 512)  // a tile may begin within and end beyond
    return invalid_argument("a convolution takes at most 2^31 - 513 pixels; use a smaller batch");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
