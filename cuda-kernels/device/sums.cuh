// Sums and maxima over the threads of a warp or a block. The order of the additions is a tree that only the number of threads
// decides; every thread gets the result, and all threads must call together.
#pragma once

#include <cstdint>

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class T>
__device__ __forceinline__ T warp_sum(T value) {
#pragma unroll
  for (int step = 16; step > 0; step /= 2) value += __shfl_xor_sync(0xffffffffu, value, step);
  return value;
}

__device__ __forceinline__ float larger(float a, float b) { return fmaxf(a, b); }

__device__ __forceinline__ uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

template <class T>
__device__ __forceinline__ T warp_max(T value) {
#pragma unroll
  for (int step = 16; step > 0; step /= 2) value = larger(value, __shfl_xor_sync(0xffffffffu, value, step));
  return value;
}

// `kThreads` neighbours in threadIdx.x that own a row of a matrix: one warp, or a whole block, which needs `scratch` of
// kThreads / 32 elements.
template <int kThreads, class T = float>
class RowTeam {
  static constexpr int kWarps = kThreads / 32;

 public:
  __device__ explicit RowTeam(const SharedSpan<T>& scratch) : scratch_(scratch) {}

  __device__ int thread() const { return static_cast<int>(threadIdx.x) % kThreads; }

  __device__ T sum(T value) const {
    value = warp_sum(value);
    if constexpr (kWarps > 1) {
      share(value);
      value = scratch_[0];
      for (int w = 1; w < kWarps; ++w) value += scratch_[w];
    }
    return value;
  }

  __device__ T max(T value) const {
    value = warp_max(value);
    if constexpr (kWarps > 1) {
      share(value);
      value = scratch_[0];
      for (int w = 1; w < kWarps; ++w) value = larger(value, scratch_[w]);
    }
    return value;
  }

 private:
  __device__ void share(T value) const {
    __syncthreads();  // the values before have been read
    if (threadIdx.x % 32 == 0) scratch_[static_cast<int>(threadIdx.x) / 32] = value;
    __syncthreads();
  }

  SharedSpan<T> scratch_;
};

inline constexpr int kRowThreads = 256;      // of a block
inline constexpr int kWarpRowLength = 1024;  // longer rows get a block of their own

// The row of this thread's team; `rows` or more if it has none. Teams of a warp share a block.
template <int kThreads>
__device__ __forceinline__ int64_t team_row() {
  return int64_t{blockIdx.x} * (kRowThreads / kThreads) + threadIdx.x / kThreads;
}

// Blocks for all rows.
inline int64_t row_blocks(int64_t rows, int64_t length) {
  return length <= kWarpRowLength ? (rows + kRowThreads / 32 - 1) / (kRowThreads / 32) : rows;
}

inline Status check_rows(int64_t rows, int64_t length) {
  if (rows < 0 || length < 1 || length > 0x7fffffff) return invalid_argument("rows have 1 to 2^31-1 elements");
  if (row_blocks(rows, length) > 0x7fffffff) return invalid_argument("there are more rows than one launch can visit");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI

// Launches `kernel<kThreads>` with a warp or a block for each of `rows` rows of `length` elements.
#define FACET_LAUNCH_ROWS(kernel, rows, length, stream, ...)                                                                  \
  ((length) <= ::facet::kernels::kWarpRowLength                                                                               \
       ? FACET_LAUNCH((kernel<32>), dim3(static_cast<unsigned>(::facet::kernels::row_blocks(rows, length))),                  \
                      ::facet::kernels::kRowThreads, 0, stream, __VA_ARGS__)                                                  \
       : FACET_LAUNCH((kernel<::facet::kernels::kRowThreads>),                                                                \
                      dim3(static_cast<unsigned>(::facet::kernels::row_blocks(rows, length))), ::facet::kernels::kRowThreads, \
                      0, stream, __VA_ARGS__))
