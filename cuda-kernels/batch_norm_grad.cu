#include "batch_norm.h"
#include "device/batch_norm_apply.cuh"
#include "device/column_sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// dy where a fused ReLU let it through.
struct Gradient {
  const float* dy;
  const float* y;  // null without one

  __device__ float at(int64_t i) const { return y == nullptr || y[i] > 0.f ? dy[i] : 0.f; }

  __device__ float4 at4(int64_t i) const {
    float4 g = load_vec4(dy + i);
    if (y == nullptr) return g;
    const float4 v = load_vec4(y + i);
    return make_float4(v.x > 0.f ? g.x : 0.f, v.y > 0.f ? g.y : 0.f, v.z > 0.f ? g.z : 0.f, v.w > 0.f ? g.w : 0.f);
  }
};

// Sums of g and of g (x - mean); the finish multiplies the second by 1 / deviation.
struct GradientSums {
  static constexpr int kValues = 2;
  Gradient gradient;
  const float* x;
  const float* mean;

  __device__ void add(int64_t i, int64_t c, double (&sum)[2]) const {
    const float g = gradient.at(i);
    sum[0] += g;
    sum[1] = fma(static_cast<double>(g), static_cast<double>(x[i] - mean[c]), sum[1]);
  }

  __device__ void add4(int64_t i, int64_t c, double (&sum)[8]) const {
    const float4 g4 = gradient.at4(i);
    const float4 x4 = load_vec4(x + i);
    const double g[4] = {g4.x, g4.y, g4.z, g4.w};
    const float d[4] = {x4.x - mean[c], x4.y - mean[c + 1], x4.z - mean[c + 2], x4.w - mean[c + 3]};
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
template <Spread spread>
struct InputGradient {
  Gradient gradient;
  const float *x, *gamma, *mean, *stored, *dgamma, *dbeta;
  double epsilon;
  float inverse_rows;
  float* dx;

  struct Channel {
    float mean, scale, shift, slope;  // dx = scale (g - shift - (x - mean) slope)
  };

  __device__ Channel channel(int64_t c) const {
    const float invstd = invstd_of<spread>(stored[c], epsilon);
    if constexpr (spread == Spread::variance) return {0.f, gamma[c] * invstd, 0.f, 0.f};
    return {mean[c], gamma[c] * invstd, dbeta[c] * inverse_rows, dgamma[c] * inverse_rows * invstd};
  }

  static __device__ float value(float g, float v, const Channel& c) {
    if constexpr (spread == Spread::variance) return c.scale * g;
    return c.scale * (g - c.shift - (v - c.mean) * c.slope);
  }

  __device__ void visit(int64_t i, const Channel& c) const { dx[i] = value(gradient.at(i), x[i], c); }

  __device__ void visit4(int64_t i, const Channel (&c)[4]) const {
    const float4 g = gradient.at4(i);
    const float4 v = load_vec4(x + i);
    store_vec4(dx + i, make_float4(value(g.x, v.x, c[0]), value(g.y, v.y, c[1]), value(g.z, v.z, c[2]), value(g.w, v.w, c[3])));
  }
};

template <Spread spread>
Status launch_grad(const BatchNormShape& s, const BatchNormGrad& t, double epsilon, void* workspace, Stream stream) {
  const Gradient gradient{t.dy, t.y};
  const bool aligned = aligned_for_vec4(t.x, t.dy, t.dx) && (t.y == nullptr || aligned_for_vec4(t.y));
  const ParameterGradients<spread> parameters{t.spread, epsilon, t.dgamma, t.dbeta};
  FACET_TRY(
      launch_column_sums(GradientSums{gradient, t.x, t.mean}, parameters, 1, s.rows, s.channels, aligned, workspace, stream));
  const InputGradient<spread> input{
      gradient, t.x, t.gamma, t.mean, t.spread, t.dgamma, t.dbeta, epsilon, 1.f / static_cast<float>(s.rows), t.dx};
  return launch_channelwise(input, s.rows, s.channels, aligned, stream);
}

}  // namespace

Status batch_norm_train_grad(const BatchNormShape& shape, const BatchNormGrad& tensors, void* workspace, Stream stream) {
  return launch_grad<Spread::invstd>(shape, tensors, 0.0, workspace, stream);
}

Status batch_norm_infer_grad(const BatchNormShape& shape, const BatchNormGrad& tensors, double epsilon, void* workspace,
                             Stream stream) {
  return launch_grad<Spread::variance>(shape, tensors, epsilon, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
