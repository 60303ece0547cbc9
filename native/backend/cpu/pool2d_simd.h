// The geometry that the pooling kernels share.
#pragma once

#include "backend/cpu/simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct PoolShape {
  int64_t images, h, w, channels, out_h, out_w;  // x [images, h, w, channels], y [images, out_h, out_w, channels]
  Pool2dParams pool;

  PoolShape(const Step& step, const TensorView& x, const TensorView& y)
      : images(x.dims[0]),
        h(x.dims[1]),
        w(x.dims[2]),
        channels(x.dims[3]),
        out_h(y.dims[1]),
        out_w(y.dims[2]),
        pool(Pool2dParams::of(step)) {}

  // Every input pixel lies in exactly one window, as in VGG: a gradient is then written once, without zeroing and adding.
  bool tiles() const {
    return pool.window_h == pool.stride_h && pool.window_w == pool.stride_w && pool.pad_top == 0 && pool.pad_left == 0 &&
           out_h * pool.window_h == h && out_w * pool.window_w == w;
  }

  // The part of a window that lies in the image.
  struct Window {
    int64_t h0, h1, w0, w1;
  };
  Window window(int64_t p, int64_t q) const {
    const int64_t h0 = p * pool.stride_h - pool.pad_top, w0 = q * pool.stride_w - pool.pad_left;
    return {larger<int64_t>(h0, 0), smaller(h0 + pool.window_h, h), larger<int64_t>(w0, 0), smaller(w0 + pool.window_w, w)};
  }
  int64_t in_index(int64_t n, int64_t row, int64_t column) const { return ((n * h + row) * w + column) * channels; }
  int64_t out_index(int64_t n, int64_t p, int64_t q) const { return ((n * out_h + p) * out_w + q) * channels; }
};

// Gradients of overlapping windows add up: a task owns these channels of one image.
inline constexpr int64_t kPoolChannels = 64;

}  // namespace facet::cpu::FACET_ISA_NS
