// Elements as they are stored, floats or bf16, and four of them at a time: of floats the widest load a thread has.
#pragma once

#include <cstdint>

#include "device/platform.cuh"
#include "half.h"
#if defined(FACET_SIMT)
#include "simt/mma.h"
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

// 16 bytes of floats, 8 of bf16.
template <class T>
bool aligned_for_vec4(const T* a) {
  return reinterpret_cast<uintptr_t>(a) % (4 * sizeof(T)) == 0;
}

inline bool aligned_for_vec4(const void* a) { return reinterpret_cast<uintptr_t>(a) % sizeof(float4) == 0; }

template <class Pointer, class... Pointers>
bool aligned_for_vec4(const Pointer* a, const Pointers*... rest) {
  return aligned_for_vec4(a) && aligned_for_vec4(rest...);
}

// Two floats as bf16, `low` in the low half: to nearest, ties to even.
__device__ __forceinline__ uint32_t to_bf16_pair(float low, float high) {
#if defined(FACET_SIMT)
  return simt::round_to_bf16(low) | simt::round_to_bf16(high) << 16;
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  const auto half = [](float x) {
    const uint32_t bits = __float_as_uint(x);
    return isnan(x) ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  };
  return half(low) | half(high) << 16;
#endif
}

// The two numbers of a word, that of the low half first.
template <class Half16>
__device__ __forceinline__ float2 float_pair(uint32_t word);

template <>
__device__ __forceinline__ float2 float_pair<Bf16>(uint32_t word) {
  return make_float2(__uint_as_float(word << 16), __uint_as_float(word & 0xffff0000u));
}

template <>
__device__ __forceinline__ float2 float_pair<F16>(uint32_t word) {
#if defined(FACET_SIMT)
  return make_float2(simt::from_f16(word & 0xffffu), simt::from_f16(word >> 16));
#else
  float2 pair;
  asm("{\n\t.reg .b16 low, high;\n\tmov.b32 {low, high}, %2;\n\tcvt.f32.f16 %0, low;\n\tcvt.f32.f16 %1, high;\n\t}"
      : "=f"(pair.x), "=f"(pair.y)
      : "r"(word));
  return pair;
#endif
}

__device__ __forceinline__ float load_one(const float* address) { return *address; }

__device__ __forceinline__ float load_one(const Bf16* address) { return __uint_as_float(uint32_t{address->bits} << 16); }

__device__ __forceinline__ void store_one(float* address, float value) { *address = value; }

__device__ __forceinline__ void store_one(Bf16* address, float value) {
  address->bits = static_cast<uint16_t>(to_bf16_pair(value, 0.f));
}

__device__ __forceinline__ float4 load_vec4(const float* address) { return *reinterpret_cast<const float4*>(address); }

__device__ __forceinline__ float4 load_vec4(const Bf16* address) {
  const uint2 v = *reinterpret_cast<const uint2*>(address);
  return make_float4(__uint_as_float(v.x << 16), __uint_as_float(v.x & 0xffff0000u), __uint_as_float(v.y << 16),
                     __uint_as_float(v.y & 0xffff0000u));
}

__device__ __forceinline__ void store_vec4(float* address, float4 value) { *reinterpret_cast<float4*>(address) = value; }

__device__ __forceinline__ void store_vec4(Bf16* address, float4 value) {
  *reinterpret_cast<uint2*>(address) = make_uint2(to_bf16_pair(value.x, value.y), to_bf16_pair(value.z, value.w));
}

// The elements first..first+3 of a row that has `count` valid ones; 0 beyond. `vectorised`: the row starts 16-byte aligned,
// first is a multiple of 4 and so is count.
__device__ __forceinline__ float4 load_vec4_or_zero(const float* row, int64_t first, int64_t count, bool vectorised) {
  if (vectorised) return first < count ? load_vec4(row + first) : make_float4(0.f, 0.f, 0.f, 0.f);
  return make_float4(first < count ? row[first] : 0.f, first + 1 < count ? row[first + 1] : 0.f,
                     first + 2 < count ? row[first + 2] : 0.f, first + 3 < count ? row[first + 3] : 0.f);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
