#include "copy.h"
#include "device/elementwise.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct Same {
  __device__ float operator()(float x) const { return x; }
};

struct Fill {
  float value;
  float* y;

  __device__ void visit(int64_t i) const { y[i] = value; }

  __device__ void visit4(int64_t i) const { store_vec4(y + i, make_float4(value, value, value, value)); }
};

}  // namespace

Status copy(const float* x, float* y, int64_t count, Stream stream) { return launch_map(x, y, count, Same{}, stream); }

Status fill(float value, float* y, int64_t count, Stream stream) {
  return launch_elementwise(Fill{value, y}, count, aligned_for_vec4(y), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
