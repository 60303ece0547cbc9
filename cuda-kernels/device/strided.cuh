// Visiting a dense tensor whose operands are read with other strides: broadcast, permuted, sliced.
#pragma once

#include <cstdint>

#include "device/fast_divide.cuh"
#include "device/platform.cuh"
#include "device/vec.cuh"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// For the host: the axes of the dense tensor, innermost last, and how far apart each operand's elements lie along them.
template <int kOperands>
struct StridedAxes {
  int rank = 0;
  int64_t dims[kMaxRank] = {};
  int64_t strides[kOperands][kMaxRank] = {};

  // Drops axes of size 1 and joins neighbours that every operand walks as one.
  void merge() {
    int kept = 0;
    for (int axis = 0; axis < rank; ++axis) {
      if (dims[axis] == 1) continue;
      if (kept > 0 && joins(kept - 1, axis)) {
        dims[kept - 1] *= dims[axis];
        for (int k = 0; k < kOperands; ++k) strides[k][kept - 1] = strides[k][axis];
        continue;
      }
      dims[kept] = dims[axis];
      for (int k = 0; k < kOperands; ++k) strides[k][kept] = strides[k][axis];
      ++kept;
    }
    if (kept == 0) dims[kept++] = 1;
    rank = kept;
  }

  int64_t count() const {
    int64_t n = 1;
    for (int axis = 0; axis < rank; ++axis) n *= dims[axis];
    return n;
  }

  // Whether four neighbours along the innermost axis are four neighbours of each operand, or one element of it.
  bool fours() const {
    const int inner = rank - 1;
    if (dims[inner] % 4 != 0) return false;
    for (int k = 0; k < kOperands; ++k) {
      if (strides[k][inner] == 0) continue;
      if (strides[k][inner] != 1) return false;
      for (int axis = 0; axis < inner; ++axis)
        if (strides[k][axis] % 4 != 0) return false;
    }
    return true;
  }

 private:
  bool joins(int outer, int inner) const {
    for (int k = 0; k < kOperands; ++k)
      if (strides[k][outer] != strides[k][inner] * dims[inner]) return false;
    return true;
  }
};

// Row-major strides of a tensor, 0 along axes of size 1, so that a broadcast operand is walked by the same coordinates.
inline void dense_strides(const Shape& shape, int64_t (&strides)[kMaxRank]) {
  int64_t step = 1;
  for (int axis = shape.rank - 1; axis >= 0; --axis) {
    strides[axis] = shape.dims[axis] == 1 ? 0 : step;
    step *= shape.dims[axis];
  }
}

// For kernels: where the elements lie that belong to number i of the dense tensor, or to its i-th group of four.
template <int kOperands>
class StridedWalk {
 public:
  // `group` is 1 or 4; `axes` has at most kMaxWalked groups.
  StridedWalk(const StridedAxes<kOperands>& axes, int group) : rank_(axes.rank) {
    for (int axis = 0; axis < rank_; ++axis) {
      const bool inner = axis == rank_ - 1;
      dims_[axis] = FastDivide(static_cast<int>(inner ? axes.dims[axis] / group : axes.dims[axis]));
      for (int k = 0; k < kOperands; ++k) strides_[k][axis] = axes.strides[k][axis] * (inner ? group : 1);
    }
  }

  __device__ __forceinline__ void offsets(int i, int64_t (&offset)[kOperands]) const {
#pragma unroll
    for (int k = 0; k < kOperands; ++k) offset[k] = 0;
    for (int axis = rank_ - 1; axis > 0; --axis) {
      int coordinate;
      i = dims_[axis].quotient(i, coordinate);
#pragma unroll
      for (int k = 0; k < kOperands; ++k) offset[k] += coordinate * strides_[k][axis];
    }
#pragma unroll
    for (int k = 0; k < kOperands; ++k) offset[k] += i * strides_[k][0];
  }

 private:
  int rank_;
  FastDivide dims_[kMaxRank];
  int64_t strides_[kOperands][kMaxRank];
};

inline constexpr int64_t kMaxWalked = 0x7fffffff;
inline constexpr int kStridedThreads = 256;

// Calls visitor.visit(i, offsets) for every element number i, or visit4 for every first element of four.
template <class Visitor, int kOperands>
__global__ void __launch_bounds__(kStridedThreads)
    visit_strided_vec4(Visitor visitor, StridedWalk<kOperands> walk, int groups) {
  const int64_t group = int64_t{blockIdx.x} * kStridedThreads + threadIdx.x;
  if (group >= groups) return;
  int64_t offsets[kOperands];
  walk.offsets(static_cast<int>(group), offsets);
  visitor.visit4(group * 4, offsets);
}

template <class Visitor, int kOperands>
__global__ void __launch_bounds__(kStridedThreads) visit_strided_each(Visitor visitor, StridedWalk<kOperands> walk, int count) {
  const int64_t i = int64_t{blockIdx.x} * kStridedThreads + threadIdx.x;
  if (i >= count) return;
  int64_t offsets[kOperands];
  walk.offsets(static_cast<int>(i), offsets);
  visitor.visit(i, offsets);
}

// `aligned`: the pointers that visit4 takes fours of are. Axes must be merged.
template <class Visitor, int kOperands>
Status launch_strided(const Visitor& visitor, const StridedAxes<kOperands>& axes, bool aligned, Stream stream) {
  const bool fours = aligned && axes.fours();
  const int64_t count = fours ? axes.count() / 4 : axes.count();
  if (count == 0) return {};
  if (count > kMaxWalked) return invalid_argument("a tensor that is broadcast, permuted or cut has at most 2^31-1 elements");
  const dim3 grid(static_cast<unsigned>((count + kStridedThreads - 1) / kStridedThreads));
  if (fours) {
    return FACET_LAUNCH((visit_strided_vec4<Visitor, kOperands>), grid, kStridedThreads, 0, stream, visitor,
                        StridedWalk<kOperands>(axes, 4), static_cast<int>(count));
  }
  return FACET_LAUNCH((visit_strided_each<Visitor, kOperands>), grid, kStridedThreads, 0, stream, visitor,
                      StridedWalk<kOperands>(axes, 1), static_cast<int>(count));
}

// Four neighbours, or four times the same element.
template <class T>
__device__ __forceinline__ float4 load_vec4_or_repeat(const T* address, bool repeat) {
  if (!repeat) return load_vec4(address);
  const float v = load_one(address);
  return make_float4(v, v, v, v);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
