// What tensor cores multiply floats as. A thread's words of a panel, loaded as TF32 fragments lie (device/mma.cuh), become the
// fragments of one kDepth of the product; multiply() adds their products to a warp's sums.
#pragma once

#include "device/mma.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// TF32: 10 mantissa bits, to nearest, ties away from zero.
struct Tf32Factors {
  static constexpr int kDepth = kMmaK;

  template <int kTiles>
  struct A {
    MmaFragmentA tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][4]) {
#pragma unroll
      for (int i = 0; i < 4; ++i) tile[t].r[i] = to_tf32(__uint_as_float(words[0][i]));
    }
  };

  template <int kTiles>
  struct B {
    MmaFragmentB tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][2]) {
#pragma unroll
      for (int i = 0; i < 2; ++i) tile[t].r[i] = to_tf32(__uint_as_float(words[0][i]));
    }
  };

  template <int kRows, int kColumns>
  __device__ static __forceinline__ void multiply(MmaAccumulator (&sum)[kRows][kColumns], const A<kRows>& a,
                                                  const B<kColumns>& b) {
    mma_m16n8k8(sum, a.tile, b.tile);
  }
};

// bf16: 7 mantissa bits, to nearest, ties to even, at twice the speed of TF32. A pair of neighbours in a fragment is one of
// depths d and d + 4: for a product only that a and b pair alike matters, and TF32's way of loading gives just these.
struct Bf16Factors {
  static constexpr int kDepth = 2 * kMmaK;

  template <int kTiles>
  struct A {
    MmaFragmentA tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[2][4]) {
#pragma unroll
      for (int half = 0; half < 2; ++half)
#pragma unroll
        for (int i = 0; i < 2; ++i)
          tile[t].r[2 * half + i] = to_bf16_pair(__uint_as_float(words[half][i]), __uint_as_float(words[half][i + 2]));
    }
  };

  template <int kTiles>
  struct B {
    MmaFragmentB tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[2][2]) {
#pragma unroll
      for (int half = 0; half < 2; ++half)
        tile[t].r[half] = to_bf16_pair(__uint_as_float(words[half][0]), __uint_as_float(words[half][1]));
    }
  };

  template <int kRows, int kColumns>
  __device__ static __forceinline__ void multiply(MmaAccumulator (&sum)[kRows][kColumns], const A<kRows>& a,
                                                  const B<kColumns>& b) {
    mma_m16n8k16<Bf16>(sum, a.tile, b.tile);
  }
};

// bf16 or f16 as it is stored: a word of the panel is a pair of neighbouring depths, and lies as the fragment wants it. Depths
// count words.
template <class Half16>
struct StoredFactors {
  static constexpr int kDepth = kMmaK;

  template <int kTiles>
  struct A {
    MmaFragmentA tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][4]) {
#pragma unroll
      for (int i = 0; i < 4; ++i) tile[t].r[i] = words[0][i];
    }
  };

  template <int kTiles>
  struct B {
    MmaFragmentB tile[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][2]) {
#pragma unroll
      for (int i = 0; i < 2; ++i) tile[t].r[i] = words[0][i];
    }
  };

  template <int kRows, int kColumns>
  __device__ static __forceinline__ void multiply(MmaAccumulator (&sum)[kRows][kColumns], const A<kRows>& a,
                                                  const B<kColumns>& b) {
    mma_m16n8k16<Half16>(sum, a.tile, b.tile);
  }
};

// A float as the sum of two TF32 numbers, 21 to 22 of its 24 bits; three products of four (the fourth is below the sums' own
// rounding). For sums in float about as exact as float factors, at a third of TF32's speed.
struct SplitTf32Factors {
  static constexpr int kDepth = kMmaK;

  __device__ static __forceinline__ void split(uint32_t word, uint32_t& high, uint32_t& low) {
    high = to_tf32(__uint_as_float(word));
    low = to_tf32(__uint_as_float(word) - __uint_as_float(high));
  }

  template <int kTiles>
  struct A {
    MmaFragmentA high[kTiles], low[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][4]) {
#pragma unroll
      for (int i = 0; i < 4; ++i) split(words[0][i], high[t].r[i], low[t].r[i]);
    }
  };

  template <int kTiles>
  struct B {
    MmaFragmentB high[kTiles], low[kTiles];

    __device__ __forceinline__ void set(int t, const uint32_t (&words)[1][2]) {
#pragma unroll
      for (int i = 0; i < 2; ++i) split(words[0][i], high[t].r[i], low[t].r[i]);
    }
  };

  // The small products first.
  template <int kRows, int kColumns>
  __device__ static __forceinline__ void multiply(MmaAccumulator (&sum)[kRows][kColumns], const A<kRows>& a,
                                                  const B<kColumns>& b) {
    mma_m16n8k8(sum, a.low, b.high);
    mma_m16n8k8(sum, a.high, b.low);
    mma_m16n8k8(sum, a.high, b.high);
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
