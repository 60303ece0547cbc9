// Neighbouring features of a row: what a thread loads at once.
#pragma once

#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Of rows stored as Row: 16 bytes where rows start at multiples of 16, else a word of 4.
template <class Row, bool kWide>
inline constexpr int kFeaturesAtOnce = (kWide ? 16 : 4) / sizeof(Row);

template <int kWidth>
struct FeatureVector {
  float v[kWidth];

  // `left` features are there; where they may be fewer than kWidth (an odd one), what is beyond becomes 0.
  __device__ static FeatureVector load(const float* from, int64_t left) {
    FeatureVector x;
    if constexpr (kWidth >= 4) {
#pragma unroll
      for (int i = 0; i < kWidth; i += 4) x.set(i, load_vec4(from + i));
    } else {
#pragma unroll
      for (int i = 0; i < kWidth; ++i) x.v[i] = i < left ? from[i] : 0.f;
    }
    return x;
  }

  // Of 16-bit rows, which have a whole word for an odd feature.
  template <class Half16>
  __device__ static FeatureVector load(const Half16* from, int64_t left) {
    FeatureVector x;
    if constexpr (kWidth == 8) {
      x = of_words<Half16>(*reinterpret_cast<const float4*>(from));
    } else {
      static_assert(kWidth == 2, "a word");
      x.set_pair<Half16>(0, *reinterpret_cast<const uint32_t*>(from));
      if (left < 2) x.v[1] = 0.f;
    }
    return x;
  }

  // 16 bytes of a row that is stored as Row.
  template <class Row>
  __device__ static FeatureVector of_words(float4 words) {
    FeatureVector x;
    if constexpr (sizeof(Row) == 4) {
      static_assert(kWidth == 4, "four floats");
      x.set(0, words);
    } else {
      static_assert(kWidth == 8, "eight halves");
      x.template set_pair<Row>(0, __float_as_uint(words.x));
      x.template set_pair<Row>(2, __float_as_uint(words.y));
      x.template set_pair<Row>(4, __float_as_uint(words.z));
      x.template set_pair<Row>(6, __float_as_uint(words.w));
    }
    return x;
  }

  __device__ void store(float* to, int64_t left) const {
    if constexpr (kWidth >= 4) {
#pragma unroll
      for (int i = 0; i < kWidth; i += 4) store_vec4(to + i, make_float4(v[i], v[i + 1], v[i + 2], v[i + 3]));
    } else {
#pragma unroll
      for (int i = 0; i < kWidth; ++i)
        if (i < left) to[i] = v[i];
    }
  }

 private:
  __device__ void set(int i, float4 four) {
    v[i] = four.x;
    v[i + 1] = four.y;
    v[i + 2] = four.z;
    v[i + 3] = four.w;
  }

  template <class Half16>
  __device__ void set_pair(int i, uint32_t word) {
    const float2 pair = float_pair<Half16>(word);
    v[i] = pair.x;
    v[i + 1] = pair.y;
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
