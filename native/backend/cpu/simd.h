// Vectors of the ISA level this file is compiled for: f32 lanes by GCC's vector extensions, so that one source serves every
// level. Everything lives in the level's namespace: no function compiled for one level may be linked into another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#if FACET_SIMD_BYTES == 64
#include <immintrin.h>
#endif

#define FACET_STRINGIFY_(x) #x
#define FACET_STRINGIFY(x) FACET_STRINGIFY_(x)
// "<op>_f32_<isa>", the name of a kernel of this level.
#define FACET_KERNEL_NAME(stem) stem "_f32_" FACET_STRINGIFY(FACET_ISA_NS)
// Unrolls the loop over a register tile completely (the count only has to be at least the trip count).
#define FACET_UNROLL _Pragma("GCC unroll 32")

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int kLanes = FACET_SIMD_BYTES / static_cast<int>(sizeof(float));
inline constexpr int64_t kLine = 16;  // floats of a line of the caches

using VecF = float __attribute__((vector_size(FACET_SIMD_BYTES)));
using VecI = int32_t __attribute__((vector_size(FACET_SIMD_BYTES)));
// Half as many doubles as a vector has floats would split every loop in two; this type holds all lanes (the compiler uses two
// registers).
using VecD = double __attribute__((vector_size(2 * FACET_SIMD_BYTES)));

using VecFUnaligned = float __attribute__((vector_size(FACET_SIMD_BYTES), aligned(4), may_alias));
using VecIUnaligned = int32_t __attribute__((vector_size(FACET_SIMD_BYTES), aligned(4), may_alias));

inline VecF load(const float* p) { return *reinterpret_cast<const VecFUnaligned*>(p); }
inline void store(float* p, VecF v) { *reinterpret_cast<VecFUnaligned*>(p) = v; }
inline VecF splat(float x) { return x - VecF{}; }

// Writes whole vectors that are not read again soon: past the caches where the level can. `p` is aligned to a vector; a thread
// calls finish_streams() before others read what it wrote.
inline void stream(float* p, VecF v) {
#if FACET_SIMD_BYTES == 64
  _mm512_stream_ps(p, v);
#else
  store(p, v);
#endif
}
inline void finish_streams() {
#if FACET_SIMD_BYTES == 64
  _mm_sfence();
#endif
}

// The first n lanes (0 <= n <= kLanes) of memory, zero in the others; touches nothing behind them.
inline VecF load_first(const float* p, int64_t n) {
#if FACET_SIMD_BYTES == 64
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1), p);
#else
  VecF v{};
  std::memcpy(&v, p, static_cast<size_t>(n) * sizeof(float));
  return v;
#endif
}

// Writes the first n lanes (0 <= n <= kLanes) and nothing else.
inline void store_first(float* p, VecF v, int64_t n) {
#if FACET_SIMD_BYTES == 64
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), v);
#else
  std::memcpy(p, &v, static_cast<size_t>(n) * sizeof(float));
#endif
}

// max(x, 0) that keeps NaN.
inline VecF relu(VecF x) { return x < 0.0f ? VecF{} : x; }

// The same, cut off at `ceiling`, which may be infinite.
inline VecF relu(VecF x, float ceiling) {
  const VecF positive = relu(x);
  return positive > ceiling ? ceiling - VecF{} : positive;
}

// x within [low, high]; NaN stays NaN.
inline VecF clip(VecF x, VecF low, VecF high) { return x < low ? low : x > high ? high : x; }

// v with its lanes moved by `by`, added to v.
template <int by, int... i>
inline VecF add_rotated(VecF v, std::integer_sequence<int, i...>) {
  return v + __builtin_shufflevector(v, v, ((i + by) % kLanes)...);
}

// The sum of the lanes, pairwise.
inline float sum(VecF v) {
  constexpr auto lanes = std::make_integer_sequence<int, kLanes>{};
  if constexpr (kLanes > 8) v = add_rotated<8>(v, lanes);
  if constexpr (kLanes > 4) v = add_rotated<4>(v, lanes);
  v = add_rotated<2>(v, lanes);
  v = add_rotated<1>(v, lanes);
  return v[0];
}

inline VecD widen(VecF v) { return __builtin_convertvector(v, VecD); }

// std::min and std::max would be emitted once for all levels; these are not.
template <typename T>
inline T smaller(T a, T b) {
  return b < a ? b : a;
}
template <typename T>
inline T larger(T a, T b) {
  return a < b ? b : a;
}
inline int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
inline int64_t round_up(int64_t a, int64_t b) { return ceil_div(a, b) * b; }

// Lane i of the two halves of a butterfly with distance `step`: index into the lanes of a, then b.
template <int step>
constexpr int butterfly_low(int i) {
  return (i & step) != 0 ? kLanes + i - step : i;
}
template <int step>
constexpr int butterfly_high(int i) {
  return (i & step) != 0 ? kLanes + i : i + step;
}

template <int step, int... i>
inline void transpose_step(VecF (&rows)[kLanes], std::integer_sequence<int, i...>) {
  FACET_UNROLL
  for (int r = 0; r < kLanes; ++r) {
    if ((r & step) == 0) {
      const VecF a = rows[r], b = rows[r + step];
      rows[r] = __builtin_shufflevector(a, b, butterfly_low<step>(i)...);
      rows[r + step] = __builtin_shufflevector(a, b, butterfly_high<step>(i)...);
    }
  }
}

// Transposes kLanes x kLanes floats held in rows.
inline void transpose(VecF (&rows)[kLanes]) {
  constexpr auto lanes = std::make_integer_sequence<int, kLanes>{};
  transpose_step<1>(rows, lanes);
  transpose_step<2>(rows, lanes);
  if constexpr (kLanes > 4) transpose_step<4>(rows, lanes);
  if constexpr (kLanes > 8) transpose_step<8>(rows, lanes);
}

}  // namespace facet::cpu::FACET_ISA_NS
