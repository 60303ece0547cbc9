#include "bias_add.h"
#include "device/channelwise.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct BiasAdd {
  const T* x;
  const float* b;
  T* y;

  struct Channel {
    float bias;
  };

  __device__ Channel channel(int64_t c) const { return {b[c]}; }

  __device__ void visit(int64_t i, const Channel& c) const { store_one(y + i, load_one(x + i) + c.bias); }

  __device__ void visit4(int64_t i, const Channel (&c)[4]) const {
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(v.x + c[0].bias, v.y + c[1].bias, v.z + c[2].bias, v.w + c[3].bias));
  }
};

}  // namespace

Status bias_add(const float* x, const float* b, float* y, int64_t rows, int64_t channels, Stream stream) {
  return launch_channelwise(BiasAdd<float>{x, b, y}, rows, channels, aligned_for_vec4(x, y), stream);
}

Status bias_add(const Bf16* x, const float* b, Bf16* y, int64_t rows, int64_t channels, Stream stream) {
  return launch_channelwise(BiasAdd<Bf16>{x, b, y}, rows, channels, aligned_for_vec4(x, y), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
