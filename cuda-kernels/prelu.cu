#include "device/channelwise.cuh"
#include "device/column_sums.cuh"
#include "device/elementwise.cuh"
#include "prelu.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// dy (or x itself) where x is above 0, else times the slope.
__device__ __forceinline__ float sloped(float x, float v, float slope) { return x > 0.f ? v : slope * v; }

template <class T>
struct Prelu {
  const T* x;
  const T* v;  // what is multiplied: x, or dy for the gradient
  const float* slope;
  T* y;

  struct Channel {
    float slope;
  };

  __device__ Channel channel(int64_t c) const { return {slope[c]}; }

  __device__ void visit(int64_t i, const Channel& c) const {
    store_one(y + i, sloped(load_one(x + i), load_one(v + i), c.slope));
  }

  __device__ void visit4(int64_t i, const Channel (&c)[4]) const {
    const float4 a = load_vec4(x + i);
    const float4 b = load_vec4(v + i);
    store_vec4(y + i, make_float4(sloped(a.x, b.x, c[0].slope), sloped(a.y, b.y, c[1].slope), sloped(a.z, b.z, c[2].slope),
                                  sloped(a.w, b.w, c[3].slope)));
  }
};

// One slope for all.
template <class T>
struct PreluOfOne {
  Prelu<T> channels;

  __device__ void visit(int64_t i) const { channels.visit(i, channels.channel(0)); }

  __device__ void visit4(int64_t i) const {
    const typename Prelu<T>::Channel c = channels.channel(0);
    channels.visit4(i, {c, c, c, c});
  }
};

template <class T>
Status launch_prelu(const Prelu<T>& visitor, const PreluShape& s, Stream stream) {
  const bool aligned = aligned_for_vec4(visitor.x, visitor.v, visitor.y);
  if (s.channels == 1) return launch_elementwise(PreluOfOne<T>{visitor}, s.rows, aligned, stream);
  return launch_channelwise(visitor, s.rows, s.channels, aligned, stream);
}

template <class T>
struct SlopeSums {
  static constexpr int kValues = 1;
  const T* x;
  const T* dy;

  static __device__ double term(float x, float dy) { return x > 0.f ? 0.0 : static_cast<double>(x) * static_cast<double>(dy); }

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const { sum[0] += term(load_one(x + i), load_one(dy + i)); }

  __device__ void add4(int64_t i, int64_t, double (&sum)[4]) const {
    const float4 a = load_vec4(x + i);
    const float4 b = load_vec4(dy + i);
    sum[0] += term(a.x, b.x);
    sum[1] += term(a.y, b.y);
    sum[2] += term(a.z, b.z);
    sum[3] += term(a.w, b.w);
  }
};

struct StoreSlope {
  float* dslope;

  __device__ void finish(int64_t, int64_t c, const double (&sum)[1]) const { dslope[c] = static_cast<float>(sum[0]); }
};

template <class T>
Status launch_prelu_grad(const PreluShape& shape, const T* x, const float* slope, const T* dy, T* dx, float* dslope,
                         void* workspace, Stream stream) {
  // The slopes first: dx may be the memory of dy.
  FACET_TRY(launch_column_sums(SlopeSums<T>{x, dy}, StoreSlope{dslope}, 1, shape.rows, shape.channels, aligned_for_vec4(x, dy),
                               workspace, stream));
  return launch_prelu(Prelu<T>{x, dy, slope, dx}, shape, stream);
}

}  // namespace

Status prelu(const PreluShape& shape, const float* x, const float* slope, float* y, Stream stream) {
  return launch_prelu(Prelu<float>{x, x, slope, y}, shape, stream);
}

Status prelu(const PreluShape& shape, const Bf16* x, const float* slope, Bf16* y, Stream stream) {
  return launch_prelu(Prelu<Bf16>{x, x, slope, y}, shape, stream);
}

size_t prelu_grad_workspace_bytes(const PreluShape& shape) {
  return column_workspace_bytes<SlopeSums<float>>(1, shape.rows, shape.channels);
}

Status prelu_grad(const PreluShape& shape, const float* x, const float* slope, const float* dy, float* dx, float* dslope,
                  void* workspace, Stream stream) {
  return launch_prelu_grad(shape, x, slope, dy, dx, dslope, workspace, stream);
}

Status prelu_grad(const PreluShape& shape, const Bf16* x, const float* slope, const Bf16* dy, Bf16* dx, float* dslope,
                  void* workspace, Stream stream) {
  return launch_prelu_grad(shape, x, slope, dy, dx, dslope, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
