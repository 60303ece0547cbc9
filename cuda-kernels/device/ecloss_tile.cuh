// The logits of ECLoss by tiles: z[map, template] = sum over pixels of x[map] T[template], the matrix product all its kernels
// share.
#pragma once

#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"
#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A block of 256 threads takes 64 maps (neighbouring channels of one image) times 64 templates, 16 pixels at a time through
// shared memory; a thread owns 4 maps times 4 templates. In its 16 x 16 grid the 16 threads of one row of maps are neighbours
// in a warp.
inline constexpr int kEcLossThreads = 256;
inline constexpr int kEcLossMaps = 64;
inline constexpr int kEcLossTemplates = 64;
inline constexpr int kEcLossPixels = 16;

struct EcLossOperands {
  const float* x;          // [images, pixels, channels]
  const float* templates;  // [templates, pixels]
  int pixels, channels, template_count;
  bool vectorised_x, vectorised_templates;  // rows are 16-byte aligned and a multiple of 4 long
};

inline EcLossOperands ecloss_operands(const EcLossShape& shape, const float* x, const float* templates) {
  return {x,
          templates,
          static_cast<int>(shape.pixels()),
          static_cast<int>(shape.channels),
          static_cast<int>(shape.templates),
          shape.channels % 4 == 0 && aligned_for_vec4(x),
          shape.pixels() % 4 == 0 && aligned_for_vec4(templates)};
}

// The thread's place: its first map and template within the tile.
__device__ __forceinline__ int ecloss_thread_map() { return static_cast<int>(threadIdx.x) / 16 * 4; }

__device__ __forceinline__ int ecloss_thread_template() { return static_cast<int>(threadIdx.x) % 16 * 4; }

// z[i][j]: the logit of map first_map + ecloss_thread_map() + i and template first_template + ecloss_thread_template() + j,
// before any scaling; 0 outside the tensors. All threads of the block call together. On return the others may still read the
// shared tiles: the caller must not write them without a barrier.
__device__ __forceinline__ void ecloss_logits(const EcLossOperands& o, int64_t image, int first_map, int first_template,
                                              const SharedSpan<float>& x_tile, const SharedSpan<float>& template_tile,
                                              float (&z)[4][4]) {
  const int thread = static_cast<int>(threadIdx.x);
  const float4 zero = make_float4(0.f, 0.f, 0.f, 0.f);
  // Loading: pixels and channels of x as they lie in memory, a vector a thread. Of the templates a vector of four pixels a
  // thread, stored as a column, so that products read both tiles along rows; a warp stores 32 neighbouring columns, without
  // bank conflicts.
  const int x_pixel = thread / 16;
  const int x_channel = thread % 16 * 4;
  const int t_row = thread % kEcLossTemplates;
  const int t_pixel = thread / kEcLossTemplates * 4;
  const float* x = o.x + image * o.pixels * o.channels;
  const bool template_exists = first_template + t_row < o.template_count;
  const float* templates = o.templates + int64_t{first_template + t_row} * o.pixels;

#pragma unroll
  for (int i = 0; i < 4; ++i)
#pragma unroll
    for (int j = 0; j < 4; ++j) z[i][j] = 0.f;

  for (int pixel = 0; pixel < o.pixels; pixel += kEcLossPixels) {
    // The loads fly while slower threads still multiply the tile before.
    const float4 xv = pixel + x_pixel < o.pixels ? load_vec4_or_zero(x + int64_t{pixel + x_pixel} * o.channels,
                                                                     first_map + x_channel, o.channels, o.vectorised_x)
                                                 : zero;
    const float4 tv = template_exists ? load_vec4_or_zero(templates, pixel + t_pixel, o.pixels, o.vectorised_templates) : zero;
    __syncthreads();
    x_tile.vec4(x_pixel * kEcLossMaps + x_channel) = xv;
    template_tile[t_pixel * kEcLossTemplates + t_row] = tv.x;
    template_tile[(t_pixel + 1) * kEcLossTemplates + t_row] = tv.y;
    template_tile[(t_pixel + 2) * kEcLossTemplates + t_row] = tv.z;
    template_tile[(t_pixel + 3) * kEcLossTemplates + t_row] = tv.w;
    __syncthreads();
#pragma unroll
    for (int k = 0; k < kEcLossPixels; ++k) {
      const float4 a = x_tile.vec4(k * kEcLossMaps + ecloss_thread_map());
      const float4 b = template_tile.vec4(k * kEcLossTemplates + ecloss_thread_template());
      const float as[4] = {a.x, a.y, a.z, a.w};
      const float bs[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
      for (int i = 0; i < 4; ++i)
#pragma unroll
        for (int j = 0; j < 4; ++j) z[i][j] = fmaf(as[i], bs[j], z[i][j]);
    }
  }
}

// Sum and maximum over the 16 threads that share a row of maps; every one of them gets the result.
__device__ __forceinline__ float ecloss_row_sum(float value) {
#pragma unroll
  for (int step = 8; step > 0; step /= 2) value += __shfl_xor_sync(0xffffffffu, value, step);
  return value;
}

__device__ __forceinline__ float ecloss_row_max(float value) {
#pragma unroll
  for (int step = 8; step > 0; step /= 2) value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, step));
  return value;
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
