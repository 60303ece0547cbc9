// Maps told by their parts that are even or odd under the two mirrors.
//
// Part p of a map of height x width pixels: bit 0 of p says odd left-right, bit 1 odd top-bottom. With a, b, c, d the pixels
// (i, j), its left-right mirror, its top-bottom mirror and both, the parts are a+b+c+d, a-b+c-d, a+b-c-d and a-b-c+d; where a
// mirror leaves a pixel in its place there is one term of it in the even part and none in the odd. Even rows number
// ceil(height / 2), odd ones floor(height / 2), and columns likewise, so that the four parts together have as many cells as the
// map has pixels: part after part they lie where the pixels lay.
#pragma once

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kMirrorParts = 4;

struct MirrorParts {
  int height, width;

  __device__ __forceinline__ int rows(int part) const { return (height + 1 - (part >> 1)) / 2; }
  __device__ __forceinline__ int columns(int part) const { return (width + 1 - (part & 1)) / 2; }
  __device__ __forceinline__ int cells(int part) const { return rows(part) * columns(part); }

  // The part's first cell.
  __device__ __forceinline__ int begin(int part) const {
    int cell = 0;
#pragma unroll
    for (int p = 0; p < kMirrorParts - 1; ++p) cell += p < part ? cells(p) : 0;
    return cell;
  }

  __device__ __forceinline__ bool has(int part, int i, int j) const { return i < rows(part) && j < columns(part); }
  __device__ __forceinline__ int cell(int part, int i, int j) const { return begin(part) + i * columns(part) + j; }

  // Where a pixel waits to be folded: it is the mirror image, by its part's two bits, of the pixel (i, j) of the upper left.
  __device__ __forceinline__ int place_of_pixel(int pixel) const {
    const int row = pixel / width;
    const int column = pixel - row * width;
    const bool bottom = row >= rows(0);
    const bool right = column >= columns(0);
    return cell(bottom * 2 + right, bottom ? height - 1 - row : row, right ? width - 1 - column : column);
  }
};

// The four sums above; twice in a row they give four times what there was.
__device__ __forceinline__ void mirror_sums(float& a, float& b, float& c, float& d) {
  const float ab = a + b, ba = a - b, cd = c + d, dc = c - d;
  a = ab + cd;
  b = ba + dc;
  c = ab - cd;
  d = ba - dc;
}

__device__ __forceinline__ void mirror_sums(float4 (&v)[kMirrorParts]) {
  mirror_sums(v[0].x, v[1].x, v[2].x, v[3].x);
  mirror_sums(v[0].y, v[1].y, v[2].y, v[3].y);
  mirror_sums(v[0].z, v[1].z, v[2].z, v[3].z);
  mirror_sums(v[0].w, v[1].w, v[2].w, v[3].w);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
