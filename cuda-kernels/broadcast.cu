#include "broadcast.h"
#include "device/strided.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct Broadcast {
  const float* x;
  T* y;
  float scale;
  bool repeat;  // along the innermost axis

  __device__ void visit(int64_t i, const int64_t (&at)[1]) const { store_one(y + i, scale * x[at[0]]); }

  __device__ void visit4(int64_t i, const int64_t (&at)[1]) const {
    const float4 v = load_vec4_or_repeat(x + at[0], repeat);
    store_vec4(y + i, make_float4(scale * v.x, scale * v.y, scale * v.z, scale * v.w));
  }
};

template <class T>
Status launch(const float* x, const Shape& x_shape, float scale, T* y, const Shape& y_shape, Stream stream) {
  StridedAxes<1> axes;
  axes.rank = y_shape.rank;
  for (int axis = 0; axis < axes.rank; ++axis) axes.dims[axis] = y_shape.dims[axis];
  dense_strides(x_shape, axes.strides[0]);
  axes.merge();
  const bool repeat = axes.strides[0][axes.rank - 1] == 0;
  return launch_strided(Broadcast<T>{x, y, scale, repeat}, axes, aligned_for_vec4(y) && (repeat || aligned_for_vec4(x)),
                        stream);
}

}  // namespace

Status broadcast(const float* x, const Shape& x_shape, float scale, float* y, const Shape& y_shape, Stream stream) {
  return launch(x, x_shape, scale, y, y_shape, stream);
}

Status broadcast(const float* x, const Shape& x_shape, float scale, Bf16* y, const Shape& y_shape, Stream stream) {
  return launch(x, x_shape, scale, y, y_shape, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
