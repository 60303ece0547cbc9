// Four floats at a time: the widest load a thread has.
#pragma once

#include <cstdint>

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline bool aligned_for_vec4(const void* a) { return reinterpret_cast<uintptr_t>(a) % sizeof(float4) == 0; }

template <class... Pointers>
bool aligned_for_vec4(const void* a, const Pointers*... rest) {
  return aligned_for_vec4(a) && aligned_for_vec4(rest...);
}

__device__ __forceinline__ float4 load_vec4(const float* address) { return *reinterpret_cast<const float4*>(address); }

__device__ __forceinline__ void store_vec4(float* address, float4 value) { *reinterpret_cast<float4*>(address) = value; }

// The elements first..first+3 of a row that has `count` valid ones; 0 beyond. `vectorised`: the row starts 16-byte aligned,
// first is a multiple of 4 and so is count.
__device__ __forceinline__ float4 load_vec4_or_zero(const float* row, int64_t first, int64_t count, bool vectorised) {
  if (vectorised) return first < count ? load_vec4(row + first) : make_float4(0.f, 0.f, 0.f, 0.f);
  return make_float4(first < count ? row[first] : 0.f, first + 1 < count ? row[first + 1] : 0.f,
                     first + 2 < count ? row[first + 2] : 0.f, first + 3 < count ? row[first + 3] : 0.f);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
