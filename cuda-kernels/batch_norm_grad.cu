#include <cmath>

#include "batch_norm.h"
#include "device/batch_norm_apply.cuh"
#include "device/column_sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// dy where a fused activation lets v = scale (x - mean) + beta through. v is computed anew, from an x that is read anyway.
template <class T>
struct Gradient {
  const T* dy;
  const float* beta;  // null without one
  float ceiling;      // of v, infinite for ReLU

  __device__ float masked(float g, float centred, float scale, float shift) const {
    if (beta == nullptr) return g;
    const float v = fmaf(centred, scale, shift);
    return v > 0.f && v < ceiling ? g : 0.f;
  }

  __device__ float shift(int64_t c) const { return beta == nullptr ? 0.f : beta[c]; }
};

// Sums of g and of g (x - mean); the finish multiplies the second by 1 / deviation.
template <Spread spread, class T>
struct GradientSums {
  static constexpr int kValues = 2;
  Gradient<T> gradient;
  const T* x;
  const float *gamma, *mean, *stored;
  double epsilon;

  __device__ float of(float g, float centred, int64_t c) const {
    if (gradient.beta == nullptr) return g;
    return gradient.masked(g, centred, gamma[c] * invstd_of<spread>(stored[c], epsilon), gradient.shift(c));
  }

  __device__ void add(int64_t i, int64_t c, double (&sum)[2]) const {
    const float centred = load_one(x + i) - mean[c];
    const float g = of(load_one(gradient.dy + i), centred, c);
    sum[0] += g;
    sum[1] = fma(static_cast<double>(g), static_cast<double>(centred), sum[1]);
  }

  __device__ void add4(int64_t i, int64_t c, double (&sum)[8]) const {
    const float4 g4 = load_vec4(gradient.dy + i);
    const float4 x4 = load_vec4(x + i);
    const float d[4] = {x4.x - mean[c], x4.y - mean[c + 1], x4.z - mean[c + 2], x4.w - mean[c + 3]};
    const double g[4] = {of(g4.x, d[0], c), of(g4.y, d[1], c + 1), of(g4.z, d[2], c + 2), of(g4.w, d[3], c + 3)};
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      sum[k] += g[k];
      sum[4 + k] = fma(g[k], static_cast<double>(d[k]), sum[4 + k]);
    }
  }
};

template <Spread spread>
struct ParameterGradients {
  const float* stored;
  double epsilon;
  float *dgamma, *dbeta;

  __device__ void finish(int64_t, int64_t c, const double (&sum)[2]) const {
    dbeta[c] = static_cast<float>(sum[0]);
    dgamma[c] = static_cast<float>(sum[1] * invstd_of<spread>(stored[c], epsilon));
  }
};

// dx. In training the statistics depend on x, too, which takes dy's mean and its part along x^ away.
template <Spread spread, class T>
struct InputGradient {
  Gradient<T> gradient;
  const T* x;
  const float *gamma, *mean, *stored, *dgamma, *dbeta;
  double epsilon;
  float inverse_rows;
  T* dx;

  struct Channel {
    float mean, scale, shift, slope, beta;  // dx = scale (g - shift - (x - mean) slope)
  };

  __device__ Channel channel(int64_t c) const {
    const float invstd = invstd_of<spread>(stored[c], epsilon);
    if constexpr (spread == Spread::variance) return {mean[c], gamma[c] * invstd, 0.f, 0.f, gradient.shift(c)};
    return {mean[c], gamma[c] * invstd, dbeta[c] * inverse_rows, dgamma[c] * inverse_rows * invstd, gradient.shift(c)};
  }

  __device__ float value(float dy, float v, const Channel& c) const {
    const float centred = v - c.mean, g = gradient.masked(dy, centred, c.scale, c.beta);
    if constexpr (spread == Spread::variance) return c.scale * g;
    return c.scale * (g - c.shift - centred * c.slope);
  }

  __device__ void visit(int64_t i, const Channel& c) const {
    store_one(dx + i, value(load_one(gradient.dy + i), load_one(x + i), c));
  }

  __device__ void visit4(int64_t i, const Channel (&c)[4]) const {
    const float4 g = load_vec4(gradient.dy + i);
    const float4 v = load_vec4(x + i);
    store_vec4(dx + i, make_float4(value(g.x, v.x, c[0]), value(g.y, v.y, c[1]), value(g.z, v.z, c[2]), value(g.w, v.w, c[3])));
  }
};

template <Spread spread, class T>
Status launch_grad(const BatchNormShape& s, const BatchNormGrad<T>& t, double epsilon, void* workspace, Stream stream) {
  const Gradient<T> gradient{t.dy, t.beta, t.activation == Activation::relu6 ? 6.f : INFINITY};
  const bool aligned = aligned_for_vec4(t.x, t.dy, t.dx);
  const ParameterGradients<spread> parameters{t.spread, epsilon, t.dgamma, t.dbeta};
  const GradientSums<spread, T> sums{gradient, t.x, t.gamma, t.mean, t.spread, epsilon};
  FACET_TRY(launch_column_sums(sums, parameters, 1, s.rows, s.channels, aligned, workspace, stream));
  const InputGradient<spread, T> input{
      gradient, t.x, t.gamma, t.mean, t.spread, t.dgamma, t.dbeta, epsilon, 1.f / static_cast<float>(s.rows), t.dx};
  return launch_channelwise(input, s.rows, s.channels, aligned, stream);
}

}  // namespace

Status batch_norm_train_grad(const BatchNormShape& shape, const BatchNormGrad<float>& tensors, void* workspace, Stream stream) {
  return launch_grad<Spread::invstd>(shape, tensors, 0.0, workspace, stream);
}

Status batch_norm_train_grad(const BatchNormShape& shape, const BatchNormGrad<Bf16>& tensors, void* workspace, Stream stream) {
  return launch_grad<Spread::invstd>(shape, tensors, 0.0, workspace, stream);
}

Status batch_norm_infer_grad(const BatchNormShape& shape, const BatchNormGrad<float>& tensors, double epsilon, void* workspace,
                             Stream stream) {
  return launch_grad<Spread::variance>(shape, tensors, epsilon, workspace, stream);
}

Status batch_norm_infer_grad(const BatchNormShape& shape, const BatchNormGrad<Bf16>& tensors, double epsilon, void* workspace,
                             Stream stream) {
  return launch_grad<Spread::variance>(shape, tensors, epsilon, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
