#include "batch_norm.h"
#include "device/batch_norm_apply.cuh"
#include "device/column_sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Sum and sum of squares. In double their difference keeps its digits even where the mean is thousands of deviations away.
struct Moments {
  static constexpr int kValues = 2;
  const float* x;

  __device__ void add(int64_t i, int64_t, double (&sum)[2]) const {
    const double v = x[i];
    sum[0] += v;
    sum[1] = fma(v, v, sum[1]);
  }

  __device__ void add4(int64_t i, int64_t, double (&sum)[8]) const {
    const float4 four = load_vec4(x + i);
    const double v[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
    for (int g = 0; g < 4; ++g) {
      sum[g] += v[g];
      sum[4 + g] = fma(v[g], v[g], sum[4 + g]);
    }
  }
};

struct Statistics {
  BatchNormTrain t;
  double rows, epsilon, momentum;

  __device__ void finish(int64_t, int64_t c, const double (&sum)[2]) const {
    const double mu = sum[0] / rows;
    const double variance = fmax(sum[1] / rows - mu * mu, 0.0);
    const double unbiased = rows == 1.0 ? variance : variance * rows / (rows - 1.0);
    t.batch_mean[c] = static_cast<float>(mu);
    t.batch_invstd[c] = static_cast<float>(1.0 / sqrt(variance + epsilon));
    t.next_mean[c] = static_cast<float>((1.0 - momentum) * t.mean[c] + momentum * mu);
    t.next_var[c] = static_cast<float>((1.0 - momentum) * t.var[c] + momentum * unbiased);
  }
};

template <Activation activation>
Status apply_batch(const BatchNormShape& s, const BatchNormTrain& t, Stream stream) {
  const BatchNormApply<Spread::invstd, activation> apply{t.x, t.gamma, t.beta, t.batch_mean, t.batch_invstd, 0.0, t.y};
  return launch_apply(apply, s.rows, s.channels, stream);
}

}  // namespace

size_t batch_norm_workspace_bytes(const BatchNormShape& shape) {
  return column_workspace_bytes<Moments>(1, shape.rows, shape.channels);
}

Status batch_norm_train(const BatchNormShape& shape, const BatchNormTrain& tensors, double epsilon, double momentum,
                        Activation activation, void* workspace, Stream stream) {
  const Statistics statistics{tensors, static_cast<double>(shape.rows), epsilon, momentum};
  FACET_TRY(launch_column_sums(Moments{tensors.x}, statistics, 1, shape.rows, shape.channels, aligned_for_vec4(tensors.x),
                               workspace, stream));
  if (activation == Activation::relu) return apply_batch<Activation::relu>(shape, tensors, stream);
  if (activation == Activation::relu6) return apply_batch<Activation::relu6>(shape, tensors, stream);
  return apply_batch<Activation::none>(shape, tensors, stream);
}

Status batch_norm_infer(const BatchNormShape& shape, const float* x, const float* gamma, const float* beta, const float* mean,
                        const float* var, double epsilon, Activation activation, float* y, Stream stream) {
  if (activation == Activation::relu) {
    const BatchNormApply<Spread::variance, Activation::relu> apply{x, gamma, beta, mean, var, epsilon, y};
    return launch_apply(apply, shape.rows, shape.channels, stream);
  }
  if (activation == Activation::relu6) {
    const BatchNormApply<Spread::variance, Activation::relu6> apply{x, gamma, beta, mean, var, epsilon, y};
    return launch_apply(apply, shape.rows, shape.channels, stream);
  }
  const BatchNormApply<Spread::variance, Activation::none> apply{x, gamma, beta, mean, var, epsilon, y};
  return launch_apply(apply, shape.rows, shape.channels, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
