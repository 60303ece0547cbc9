#include "binary.h"
#include "device/elementwise.cuh"
#include "device/strided.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <BinaryKind kind>
struct Binary {
  __device__ float operator()(float a, float b) const {
    if constexpr (kind == BinaryKind::add) return a + b;
    if constexpr (kind == BinaryKind::subtract) return a - b;
    if constexpr (kind == BinaryKind::multiply) return a * b;
    if constexpr (kind == BinaryKind::divide) return a / b;
  }
};

template <class T, class F>
struct BroadcastPair {
  const T* a;
  const T* b;
  T* c;
  bool repeat_a, repeat_b;  // along the innermost axis
  F f;

  __device__ void visit(int64_t i, const int64_t (&at)[2]) const {
    store_one(c + i, f(load_one(a + at[0]), load_one(b + at[1])));
  }

  __device__ void visit4(int64_t i, const int64_t (&at)[2]) const {
    const float4 u = load_vec4_or_repeat(a + at[0], repeat_a);
    const float4 v = load_vec4_or_repeat(b + at[1], repeat_b);
    store_vec4(c + i, make_float4(f(u.x, v.x), f(u.y, v.y), f(u.z, v.z), f(u.w, v.w)));
  }
};

template <BinaryKind kind, class T>
Status launch(const T* a, const T* b, T* c, const StridedAxes<2>& axes, Stream stream) {
  const Binary<kind> f{};
  const int inner = axes.rank - 1;
  const bool repeat_a = axes.strides[0][inner] == 0;
  const bool repeat_b = axes.strides[1][inner] == 0;
  if (axes.rank == 1 && !repeat_a && !repeat_b) return launch_map(a, b, c, axes.count(), f, stream);
  const bool aligned = aligned_for_vec4(c) && (repeat_a || aligned_for_vec4(a)) && (repeat_b || aligned_for_vec4(b));
  return launch_strided(BroadcastPair<T, Binary<kind>>{a, b, c, repeat_a, repeat_b, f}, axes, aligned, stream);
}

template <class T>
Status launch_kind(BinaryKind kind, const T* a, const Shape& a_shape, const T* b, const Shape& b_shape, T* c,
                   const Shape& c_shape, Stream stream) {
  StridedAxes<2> axes;
  axes.rank = c_shape.rank;
  for (int axis = 0; axis < axes.rank; ++axis) axes.dims[axis] = c_shape.dims[axis];
  dense_strides(a_shape, axes.strides[0]);
  dense_strides(b_shape, axes.strides[1]);
  axes.merge();
  switch (kind) {
    case BinaryKind::add:
      return launch<BinaryKind::add>(a, b, c, axes, stream);
    case BinaryKind::subtract:
      return launch<BinaryKind::subtract>(a, b, c, axes, stream);
    case BinaryKind::multiply:
      return launch<BinaryKind::multiply>(a, b, c, axes, stream);
    case BinaryKind::divide:
      return launch<BinaryKind::divide>(a, b, c, axes, stream);
  }
  return invalid_argument("the kind of binary is 0 (add), 1 (subtract), 2 (multiply) or 3 (divide)");
}

}  // namespace

Status binary(BinaryKind kind, const float* a, const Shape& a_shape, const float* b, const Shape& b_shape, float* c,
              const Shape& c_shape, Stream stream) {
  return launch_kind(kind, a, a_shape, b, b_shape, c, c_shape, stream);
}

Status binary(BinaryKind kind, const Bf16* a, const Shape& a_shape, const Bf16* b, const Shape& b_shape, Bf16* c,
              const Shape& c_shape, Stream stream) {
  return launch_kind(kind, a, a_shape, b, b_shape, c, c_shape, stream);
}

Status add(const Bf16* a, const Bf16* b, Bf16* c, int64_t count, Stream stream) {
  return launch_map(a, b, c, count, Binary<BinaryKind::add>{}, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
