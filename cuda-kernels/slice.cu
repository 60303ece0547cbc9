#include "device/strided.cuh"
#include "slice.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct Slice {
  const T* x;  // at the box's first element
  T* y;

  __device__ void visit(int64_t i, const int64_t (&at)[1]) const { store_one(y + i, load_one(x + at[0])); }

  __device__ void visit4(int64_t i, const int64_t (&at)[1]) const { store_vec4(y + i, load_vec4(x + at[0])); }
};

// The box within dx, innermost axis last. An axis that the box fills is one with the axis before it.
struct Box {
  int rank = 0;
  int64_t dims[kMaxRank] = {}, first[kMaxRank] = {}, size[kMaxRank] = {};

  Box(const Shape& whole, const Shape& part, const int64_t (&start)[kMaxRank]) {
    for (int axis = 0; axis < whole.rank; ++axis) {
      const int64_t dim = whole.dims[axis];
      if (rank > 0 && part.dims[axis] == dim) {
        dims[rank - 1] *= dim;
        first[rank - 1] *= dim;
        size[rank - 1] *= dim;
        continue;
      }
      dims[rank] = dim;
      first[rank] = start[axis];
      size[rank] = part.dims[axis];
      ++rank;
    }
  }
};

// kGroup neighbours a thread, which lie all within the box or all outside.
template <class T, int kGroup>
struct Embedding {
  const T* dy;
  T* dx;
  int rank;
  FastDivide dims[kMaxRank];
  int first[kMaxRank], size[kMaxRank];
  int64_t stride[kMaxRank];  // of dy

  Embedding(const T* source, T* target, const Box& box) : dy(source), dx(target), rank(box.rank) {
    int64_t step = 1;
    for (int axis = rank - 1; axis >= 0; --axis) {
      const int group = axis == rank - 1 ? kGroup : 1;
      dims[axis] = FastDivide(static_cast<int>(box.dims[axis] / group));
      first[axis] = static_cast<int>(box.first[axis] / group);
      size[axis] = static_cast<int>(box.size[axis] / group);
      stride[axis] = step * group;
      step *= box.size[axis];
    }
  }

  // Where group i comes from; null outside the box.
  __device__ const T* source(int i) const {
    int64_t offset = 0;
    bool inside = true;
    for (int axis = rank - 1; axis >= 0; --axis) {
      int coordinate = i;
      if (axis > 0) i = dims[axis].quotient(i, coordinate);
      const int within = coordinate - first[axis];
      inside = inside && within >= 0 && within < size[axis];
      offset += within * stride[axis];
    }
    return inside ? dy + offset : nullptr;
  }
};

template <class T>
__global__ void __launch_bounds__(kStridedThreads) embed_vec4(Embedding<T, 4> embedding, int groups) {
  const int64_t group = int64_t{blockIdx.x} * kStridedThreads + threadIdx.x;
  if (group >= groups) return;
  const T* source = embedding.source(static_cast<int>(group));
  store_vec4(embedding.dx + group * 4, source ? load_vec4(source) : make_float4(0.f, 0.f, 0.f, 0.f));
}

template <class T>
__global__ void __launch_bounds__(kStridedThreads) embed_each(Embedding<T, 1> embedding, int count) {
  const int64_t i = int64_t{blockIdx.x} * kStridedThreads + threadIdx.x;
  if (i >= count) return;
  const T* source = embedding.source(static_cast<int>(i));
  store_one(embedding.dx + i, source ? load_one(source) : 0.f);
}

template <class T>
Status launch_slice(const T* x, const Shape& x_shape, const int64_t (&start)[kMaxRank], T* y, const Shape& y_shape,
                    Stream stream) {
  StridedAxes<1> axes;
  axes.rank = y_shape.rank;
  dense_strides(x_shape, axes.strides[0]);
  for (int axis = 0; axis < axes.rank; ++axis) {
    axes.dims[axis] = y_shape.dims[axis];
    x += start[axis] * axes.strides[0][axis];
  }
  axes.merge();
  return launch_strided(Slice<T>{x, y}, axes, aligned_for_vec4(x, y), stream);
}

template <class T>
Status launch_slice_grad(const T* dy, const Shape& dy_shape, const int64_t (&start)[kMaxRank], T* dx, const Shape& dx_shape,
                         Stream stream) {
  const int64_t count = dx_shape.count();
  if (count == 0) return {};
  if (count > kMaxWalked) return invalid_argument("slice_grad takes at most 2^31-1 elements");
  const Box box(dx_shape, dy_shape, start);
  const int inner = box.rank - 1;
  const auto blocks = [](int64_t threads) { return static_cast<unsigned>((threads + kStridedThreads - 1) / kStridedThreads); };
  const bool fours = box.dims[inner] % 4 == 0 && box.first[inner] % 4 == 0 && box.size[inner] % 4 == 0;
  if (fours && aligned_for_vec4(dy, dx)) {
    return FACET_LAUNCH((embed_vec4<T>), blocks(count / 4), kStridedThreads, 0, stream, Embedding<T, 4>(dy, dx, box),
                        static_cast<int>(count / 4));
  }
  return FACET_LAUNCH((embed_each<T>), blocks(count), kStridedThreads, 0, stream, Embedding<T, 1>(dy, dx, box),
                      static_cast<int>(count));
}

}  // namespace

Status slice(const float* x, const Shape& x_shape, const int64_t (&start)[kMaxRank], float* y, const Shape& y_shape,
             Stream stream) {
  return launch_slice(x, x_shape, start, y, y_shape, stream);
}

Status slice(const Bf16* x, const Shape& x_shape, const int64_t (&start)[kMaxRank], Bf16* y, const Shape& y_shape,
             Stream stream) {
  return launch_slice(x, x_shape, start, y, y_shape, stream);
}

Status slice_grad(const float* dy, const Shape& dy_shape, const int64_t (&start)[kMaxRank], float* dx, const Shape& dx_shape,
                  Stream stream) {
  return launch_slice_grad(dy, dy_shape, start, dx, dx_shape, stream);
}

Status slice_grad(const Bf16* dy, const Shape& dy_shape, const int64_t (&start)[kMaxRank], Bf16* dx, const Shape& dx_shape,
                  Stream stream) {
  return launch_slice_grad(dy, dy_shape, start, dx, dx_shape, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
