// The pass of batch normalisation that writes y, for training and inference.
#pragma once

#include "activation.h"
#include "device/channelwise.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// How a channel's statistics are stored.
enum class Spread { invstd, variance };

template <Spread spread>
__device__ __forceinline__ float invstd_of(float stored, double epsilon) {
  if constexpr (spread == Spread::invstd)
    return stored;
  else
    return static_cast<float>(1.0 / sqrt(static_cast<double>(stored) + epsilon));
}

template <Spread spread, Activation activation, class T>
struct BatchNormApply {
  const T* x;
  const float *gamma, *beta, *mean, *stored;
  double epsilon;
  T* y;

  struct Channel {
    float mean, scale, beta;
  };

  __device__ Channel channel(int64_t c) const { return {mean[c], gamma[c] * invstd_of<spread>(stored[c], epsilon), beta[c]}; }

  static __device__ float value(float v, const Channel& c) {
    const float out = fmaf(v - c.mean, c.scale, c.beta);
    if (activation == Activation::none) return out;
    if (activation == Activation::relu6 && out > 6.f) return 6.f;
    return out <= 0.f ? 0.f : out;  // NaN passes
  }

  __device__ void visit(int64_t i, const Channel& c) const { store_one(y + i, value(load_one(x + i), c)); }

  __device__ void visit4(int64_t i, const Channel (&c)[4]) const {
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(value(v.x, c[0]), value(v.y, c[1]), value(v.z, c[2]), value(v.w, c[3])));
  }
};

template <Spread spread, class T>
Status launch_apply(const T* x, const float* gamma, const float* beta, const float* mean, const float* stored, double epsilon,
                    Activation activation, T* y, int64_t rows, int64_t channels, Stream stream) {
  const auto launch = [&](const auto& apply) {
    return launch_channelwise(apply, rows, channels, aligned_for_vec4(x, y), stream);
  };
  if (activation == Activation::relu)
    return launch(BatchNormApply<spread, Activation::relu, T>{x, gamma, beta, mean, stored, epsilon, y});
  if (activation == Activation::relu6)
    return launch(BatchNormApply<spread, Activation::relu6, T>{x, gamma, beta, mean, stored, epsilon, y});
  return launch(BatchNormApply<spread, Activation::none, T>{x, gamma, beta, mean, stored, epsilon, y});
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
