#include "device/elementwise.cuh"
#include "relu.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct Relu {
  // The comparison is false for NaN, which passes.
  __device__ float operator()(float x) const { return x <= 0.f ? 0.f : x; }
};

}  // namespace

Status relu(const float* x, float* y, int64_t count, Stream stream) { return launch_map(x, y, count, Relu{}, stream); }

Status relu(const Bf16* x, Bf16* y, int64_t count, Stream stream) { return launch_map(x, y, count, Relu{}, stream); }

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
