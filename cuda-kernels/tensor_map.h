// Descriptions of tensors for Hopper's copy engine (TMA): what cp.async.bulk.tensor is told by a kernel's parameter. All are of
// bf16, in boxes of 64 numbers (128 bytes) a row, which the engine writes in the order that wgmma calls 128-byte swizzle. What
// a box has beyond the tensor becomes zero.
#pragma once

#include "bf16.h"
#include "launch.h"

#if defined(FACET_SIMT)
#include "simt/tensor_map.h"
#else
#include <cuda.h>
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

#if defined(FACET_SIMT)
using TensorMap = simt::TensorMap;
#else
using TensorMap = CUtensorMap;
#endif

inline constexpr int kTensorBoxDepth = 64;  // numbers in a row of a box

// One dimension of the images that a convolution gathers from: result i, tap t reads place first + i * stride + t * step of
// `places`, 0 <= t < taps, the step being positive.
struct PixelAxis {
  int places, results, first, stride, taps, step;
};

// Whether im2col mode takes such an axis, by the ranges that it has for four dimensions.
bool takes_pixels(const PixelAxis& axis);

// Boxes of `pixels` (up to 256) results that follow each other, of x [images, vertical.places, horizontal.places, channels]
// under one tap. Channels are a multiple of 8, x is 16-byte aligned.
Status encode_pixels(const Bf16* x, int images, const PixelAxis& vertical, const PixelAxis& horizontal, int channels,
                     int pixels, TensorMap* map);

// Boxes of `box_rows` (up to 256) rows of w [rows, taps, channels] at one tap. Channels are a multiple of 8, w is 16-byte
// aligned.
Status encode_weights(const Bf16* w, int rows, int taps, int channels, int box_rows, TensorMap* map);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
