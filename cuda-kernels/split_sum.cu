#include "device/elementwise.cuh"
#include "device/gemm_store.cuh"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct SplitSum {
  const float* partial;
  int splits;
  int64_t count;
  const float* bias;
  int64_t channels;
  bool relu;
  T* y;

  __device__ float finished(float sum, int64_t i) const {
    if (bias) sum += bias[i % channels];
    return relu ? relu_of(sum) : sum;
  }

  __device__ void visit(int64_t i) const {
    float sum = partial[i];
    for (int s = 1; s < splits; ++s) sum += partial[s * count + i];
    store_one(y + i, finished(sum, i));
  }

  __device__ void visit4(int64_t i) const {
    float4 sum = load_vec4(partial + i);
#pragma unroll 4
    for (int s = 1; s < splits; ++s) {
      const float4 v = load_vec4(partial + s * count + i);
      sum.x += v.x;
      sum.y += v.y;
      sum.z += v.z;
      sum.w += v.w;
    }
    store_vec4(y + i, make_float4(finished(sum.x, i), finished(sum.y, i + 1), finished(sum.z, i + 2), finished(sum.w, i + 3)));
  }
};

template <class T>
Status launch(const float* partial, int splits, int64_t count, const float* bias, int64_t channels, Activation activation, T* y,
              Stream stream) {
  const SplitSum<T> sum{partial, splits, count, bias, channels, activation == Activation::relu, y};
  return launch_elementwise(sum, count, count % 4 == 0 && aligned_for_vec4(partial, y), stream);
}

}  // namespace

Status split_sum(const float* partial, int splits, int64_t count, const float* bias, int64_t channels, Activation activation,
                 float* y, Stream stream) {
  return launch(partial, splits, count, bias, channels, activation, y, stream);
}

Status split_sum(const float* partial, int splits, int64_t count, const float* bias, int64_t channels, Activation activation,
                 Bf16* y, Stream stream) {
  return launch(partial, splits, count, bias, channels, activation, y, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
