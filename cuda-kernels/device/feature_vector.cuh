// Neighbouring features of a row: what a thread loads at once.
#pragma once

#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <int kWidth>
struct FeatureVector {
  float v[kWidth];

  __device__ static FeatureVector load(const float* from) {
    FeatureVector x;
    if constexpr (kWidth == 4) {
      const float4 four = load_vec4(from);
      x.v[0] = four.x;
      x.v[1] = four.y;
      x.v[2] = four.z;
      x.v[3] = four.w;
    } else {
      x.v[0] = *from;
    }
    return x;
  }

  __device__ void store(float* to) const {
    if constexpr (kWidth == 4)
      store_vec4(to, make_float4(v[0], v[1], v[2], v[3]));
    else
      *to = v[0];
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
