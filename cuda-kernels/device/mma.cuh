// Warp-collective matrix tiles on tensor cores: D = A B + C with A 16x8, B 8x8, C and D 16x8, TF32 factors and float sums.
//
// All 32 lanes of a warp call together. Each lane holds a fragment; with g = lane / 4 and q = lane % 4 (PTX ISA, mma.m16n8k8
// .tf32):
//   A: a[0] (g, q)   a[1] (g+8, q)   a[2] (g, q+4)   a[3] (g+8, q+4)      (row, k)
//   B: b[0] (q, g)   b[1] (q+4, g)                                        (k, column)
//   C, D: c[0] (g, 2q)   c[1] (g, 2q+1)   c[2] (g+8, 2q)   c[3] (g+8, 2q+1)
// And twice as deep with bf16 or f16 factors, two a word, that of the smaller k in the low half (mma.m16n8k16 .bf16, .f16):
//   A: a[0] (g, 2q..)   a[1] (g+8, 2q..)   a[2] (g, 2q+8..)   a[3] (g+8, 2q+8..)
//   B: b[0] (2q.., g)   b[1] (2q+8.., g)
#pragma once

#include <cstdint>
#include <type_traits>

#include "device/platform.cuh"
#include "device/vec.cuh"

#if defined(FACET_SIMT)
#include "simt/mma.h"
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Whether the tensor cores of the GPU that this is compiled for take TF32 and bf16; the others compute TF32 by shuffles, much
// slower.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
inline constexpr bool kMmaOnThisGpu = false;
#else
inline constexpr bool kMmaOnThisGpu = true;
#endif

inline constexpr int kMmaM = 16, kMmaN = 8, kMmaK = 8;

// TF32 numbers: floats whose low 13 mantissa bits the tensor core ignores.
// Or pairs of bf16 or f16 numbers.
struct MmaFragmentA {
  uint32_t r[4];
};

struct MmaFragmentB {
  uint32_t r[2];
};

struct MmaAccumulator {
  float r[4];
};

// Where a lane's i-th register lies in its tile.
__device__ __forceinline__ int mma_a_row(int lane, int i) { return lane / 4 + (i & 1) * 8; }

__device__ __forceinline__ int mma_a_k(int lane, int i) { return lane % 4 + (i >> 1) * 4; }

__device__ __forceinline__ int mma_b_k(int lane, int i) { return lane % 4 + i * 4; }

__device__ __forceinline__ int mma_b_column(int lane, int) { return lane / 4; }

__device__ __forceinline__ int mma_c_row(int lane, int i) { return lane / 4 + (i >> 1) * 8; }

__device__ __forceinline__ int mma_c_column(int lane, int i) { return lane % 4 * 2 + (i & 1); }

// Rounds to TF32: to nearest, ties away from zero. Without it the hardware truncates, which biases sums.
__device__ __forceinline__ uint32_t to_tf32(float x) {
#if defined(FACET_SIMT)
  return simt::round_to_tf32(x);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  uint32_t bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return bits;
#else
  // Half a unit of the 10th mantissa bit, then cut: a carry moves on into the exponent as it should.
  return isfinite(x) ? (__float_as_uint(x) + 0x1000u) & ~0x1fffu : __float_as_uint(x);
#endif
}

// The same product by shuffles and fused multiply-adds, for GPUs whose tensor cores do not know TF32 (sm_75).
__device__ __forceinline__ void mma_m16n8k8_by_shuffles(MmaAccumulator& d, const MmaFragmentA& a, const MmaFragmentB& b) {
  const int lane = static_cast<int>(threadIdx.x) % warpSize;
  const int g = lane / 4;
  const int q = lane % 4;
#pragma unroll
  for (int k = 0; k < kMmaK; ++k) {
    const int half = k / 4;  // the register pair that holds this k
    const float upper = __uint_as_float(__shfl_sync(0xffffffffu, a.r[2 * half], g * 4 + k % 4));
    const float lower = __uint_as_float(__shfl_sync(0xffffffffu, a.r[2 * half + 1], g * 4 + k % 4));
    const float left = __uint_as_float(__shfl_sync(0xffffffffu, b.r[half], 2 * q * 4 + k % 4));
    const float right = __uint_as_float(__shfl_sync(0xffffffffu, b.r[half], (2 * q + 1) * 4 + k % 4));
    d.r[0] = fmaf(upper, left, d.r[0]);
    d.r[1] = fmaf(upper, right, d.r[1]);
    d.r[2] = fmaf(lower, left, d.r[2]);
    d.r[3] = fmaf(lower, right, d.r[3]);
  }
}

// d += a b. The warp's threads must be neighbours in threadIdx.x of a one-dimensional block.
__device__ __forceinline__ void mma_m16n8k8(MmaAccumulator& d, const MmaFragmentA& a, const MmaFragmentB& b) {
#if defined(FACET_SIMT)
  simt::mma_m16n8k8_tf32(d.r, a.r, b.r, 1, 1);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d.r[0]), "+f"(d.r[1]), "+f"(d.r[2]), "+f"(d.r[3])
      : "r"(a.r[0]), "r"(a.r[1]), "r"(a.r[2]), "r"(a.r[3]), "r"(b.r[0]), "r"(b.r[1]));
#else
  mma_m16n8k8_by_shuffles(d, a, b);
#endif
}

// d[i][j] += a[i] b[j]: a warp's share of a larger product.
template <int kRows, int kColumns>
__device__ __forceinline__ void mma_m16n8k8(MmaAccumulator (&d)[kRows][kColumns], const MmaFragmentA (&a)[kRows],
                                            const MmaFragmentB (&b)[kColumns]) {
#if defined(FACET_SIMT)
  simt::mma_m16n8k8_tf32(d[0][0].r, a[0].r, b[0].r, kRows, kColumns);
#else
#pragma unroll
  for (int i = 0; i < kRows; ++i)
#pragma unroll
    for (int j = 0; j < kColumns; ++j) mma_m16n8k8(d[i][j], a[i], b[j]);
#endif
}

#define FACET_MMA_M16N8K16(type)                                                                                          \
  asm("mma.sync.aligned.m16n8k16.row.col.f32." type "." type ".f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};" \
      : "+f"(d[i][j].r[0]), "+f"(d[i][j].r[1]), "+f"(d[i][j].r[2]), "+f"(d[i][j].r[3])                                    \
      : "r"(a[i].r[0]), "r"(a[i].r[1]), "r"(a[i].r[2]), "r"(a[i].r[3]), "r"(b[j].r[0]), "r"(b[j].r[1]))

// d[i][j] += a[i] b[j] with fragments of Half16, Bf16 or F16, whose products are exact. There is no version by shuffles:
// kMmaOnThisGpu must hold.
template <class Half16, int kRows, int kColumns>
__device__ __forceinline__ void mma_m16n8k16(MmaAccumulator (&d)[kRows][kColumns], const MmaFragmentA (&a)[kRows],
                                             const MmaFragmentB (&b)[kColumns]) {
  constexpr bool kBf16 = std::is_same_v<Half16, Bf16>;
  static_assert(kBf16 || std::is_same_v<Half16, F16>, "16-bit numbers");
#if defined(FACET_SIMT)
  if constexpr (kBf16)
    simt::mma_m16n8k16_bf16(d[0][0].r, a[0].r, b[0].r, kRows, kColumns);
  else
    simt::mma_m16n8k16_f16(d[0][0].r, a[0].r, b[0].r, kRows, kColumns);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#pragma unroll
  for (int i = 0; i < kRows; ++i)
#pragma unroll
    for (int j = 0; j < kColumns; ++j) {
      if constexpr (kBf16)
        FACET_MMA_M16N8K16("bf16");
      else
        FACET_MMA_M16N8K16("f16");
    }
#else
  trap();
#endif
}

#undef FACET_MMA_M16N8K16

// Four 8x4 matrices of 32-bit words from shared memory: row_of(l) is the 16 bytes of row l % 8 of matrix l / 8, for lanes l of
// the warp; r[i] becomes word lane % 4 of row lane / 4 of matrix i. For words this is what a fragment of A, or two of B, needs.
template <class RowOf>
__device__ __forceinline__ void load_matrix_x4(uint32_t (&r)[4], const RowOf& row_of) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
#if defined(FACET_SIMT)
  // The hardware has each lane name one row and hands its words to others; here a lane reads the rows of all it needs.
  for (int i = 0; i < 4; ++i) {
    const float4& row = row_of(i * 8 + lane / 4);
    const float words[4] = {row.x, row.y, row.z, row.w};
    r[i] = __float_as_uint(words[lane % 4]);
  }
#else
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(static_cast<unsigned>(__cvta_generic_to_shared(&row_of(lane))))
               : "memory");
#endif
}

// Four 8x8 matrices of 16-bit numbers, transposed on the way: row_of(l) is the 16 bytes of row l % 8 of matrix l / 8; the
// halves of r[i] become the elements lane / 4 of rows 2 (lane % 4), in the low half, and 2 (lane % 4) + 1 of matrix i.
template <class RowOf>
__device__ __forceinline__ void load_matrix_x4_transposed(uint32_t (&r)[4], const RowOf& row_of) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
#if defined(FACET_SIMT)
  const auto element = [&](int l) {
    const float4& row = row_of(l);
    const float words[4] = {row.x, row.y, row.z, row.w};
    return __float_as_uint(words[lane / 8]) >> (lane / 4 % 2 * 16) & 0xffffu;
  };
  for (int i = 0; i < 4; ++i) r[i] = element(i * 8 + lane % 4 * 2) | element(i * 8 + lane % 4 * 2 + 1) << 16;
#else
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(static_cast<unsigned>(__cvta_generic_to_shared(&row_of(lane))))
               : "memory");
#endif
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
