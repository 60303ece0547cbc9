#include "batch_norm.h"
#include "device/batch_norm_apply.cuh"
#include "device/column_sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Sum and sum of squares. In double their difference keeps its digits even where the mean is thousands of deviations away.
template <class T>
struct Moments {
  static constexpr int kValues = 2;
  const T* x;

  __device__ void add(int64_t i, int64_t, double (&sum)[2]) const {
    const double v = load_one(x + i);
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

template <class T>
struct Statistics {
  BatchNormTrain<T> t;
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

template <class T>
Status train(const BatchNormShape& s, const BatchNormTrain<T>& t, double epsilon, double momentum, Activation activation,
             void* workspace, Stream stream) {
  const Statistics<T> statistics{t, static_cast<double>(s.rows), epsilon, momentum};
  FACET_TRY(launch_column_sums(Moments<T>{t.x}, statistics, 1, s.rows, s.channels, aligned_for_vec4(t.x), workspace, stream));
  return launch_apply<Spread::invstd>(t.x, t.gamma, t.beta, t.batch_mean, t.batch_invstd, 0.0, activation, t.y, s.rows,
                                      s.channels, stream);
}

}  // namespace

size_t batch_norm_workspace_bytes(const BatchNormShape& shape) {
  return column_workspace_bytes<Moments<float>>(1, shape.rows, shape.channels);
}

Status batch_norm_train(const BatchNormShape& shape, const BatchNormTrain<float>& tensors, double epsilon, double momentum,
                        Activation activation, void* workspace, Stream stream) {
  return train(shape, tensors, epsilon, momentum, activation, workspace, stream);
}

Status batch_norm_train(const BatchNormShape& shape, const BatchNormTrain<Bf16>& tensors, double epsilon, double momentum,
                        Activation activation, void* workspace, Stream stream) {
  return train(shape, tensors, epsilon, momentum, activation, workspace, stream);
}

Status batch_norm_infer(const BatchNormShape& shape, const float* x, const float* gamma, const float* beta, const float* mean,
                        const float* var, double epsilon, Activation activation, float* y, Stream stream) {
  return launch_apply<Spread::variance>(x, gamma, beta, mean, var, epsilon, activation, y, shape.rows, shape.channels, stream);
}

Status batch_norm_infer(const BatchNormShape& shape, const Bf16* x, const float* gamma, const float* beta, const float* mean,
                        const float* var, double epsilon, Activation activation, Bf16* y, Stream stream) {
  return launch_apply<Spread::variance>(x, gamma, beta, mean, var, epsilon, activation, y, shape.rows, shape.channels, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
