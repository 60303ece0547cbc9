#include "device/elementwise.cuh"
#include "device/mma.cuh"
#include "round_tf32.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct RoundTf32 {
  const float* x;
  float* y;

  __device__ static float rounded(float v) { return __uint_as_float(to_tf32(v)); }

  __device__ void visit(int64_t i) const { y[i] = rounded(x[i]); }

  __device__ void visit4(int64_t i) const {
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(rounded(v.x), rounded(v.y), rounded(v.z), rounded(v.w)));
  }
};

}  // namespace

Status round_tf32(const float* x, float* y, int64_t count, Stream stream) {
  return launch_elementwise(RoundTf32{x, y}, count, aligned_for_vec4(x, y), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
