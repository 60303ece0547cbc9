#include "device/elementwise.cuh"
#include "relu.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct Relu {
  const float* x;
  float* y;

  // The comparison is false for NaN, which passes.
  static __device__ float value(float x) { return x <= 0.f ? 0.f : x; }

  __device__ void visit(int64_t i) const { y[i] = value(x[i]); }

  __device__ void visit4(int64_t i) const {
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(value(v.x), value(v.y), value(v.z), value(v.w)));
  }
};

}  // namespace

Status relu(const float* x, float* y, int64_t count, Stream stream) {
  return launch_elementwise(Relu{x, y}, count, aligned_for_vec4(x, y), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
