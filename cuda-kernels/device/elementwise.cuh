// Kernels that visit every element once: a thread a vector of four, and a plain variant for pointers that are not aligned for
// that. Elements are floats or bf16.
#pragma once

#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kElementwiseThreads = 256;

// `visit4(i)` handles the elements i..i+3, `visit(i)` one. The last count % 4 elements get a thread each.
template <class Visitor>
__global__ void __launch_bounds__(kElementwiseThreads) visit_vec4(Visitor visitor, int64_t count) {
  const int64_t thread = int64_t{blockIdx.x} * kElementwiseThreads + threadIdx.x;
  const int64_t vectors = count / 4;
  if (thread < vectors)
    visitor.visit4(thread * 4);
  else if (vectors * 3 + thread < count)
    visitor.visit(vectors * 3 + thread);
}

template <class Visitor>
__global__ void __launch_bounds__(kElementwiseThreads) visit_each(Visitor visitor, int64_t count) {
  const int64_t i = int64_t{blockIdx.x} * kElementwiseThreads + threadIdx.x;
  if (i < count) visitor.visit(i);
}

template <class Visitor>
Status launch_elementwise(const Visitor& visitor, int64_t count, bool aligned, Stream stream) {
  if (count < 0) return invalid_argument("the element count is negative");
  if (count == 0) return {};
  const int64_t threads = aligned ? count / 4 + count % 4 : count;
  const int64_t blocks = (threads + kElementwiseThreads - 1) / kElementwiseThreads;
  if (blocks > 0x7fffffff) return invalid_argument("the tensor has more elements than one launch can visit (2^39)");
  const dim3 grid(static_cast<unsigned>(blocks));
  if (aligned) return FACET_LAUNCH((visit_vec4<Visitor>), grid, kElementwiseThreads, 0, stream, visitor, count);
  return FACET_LAUNCH((visit_each<Visitor>), grid, kElementwiseThreads, 0, stream, visitor, count);
}

// y[i] = f(x[i]).
template <class From, class To, class F>
struct MapOne {
  const From* x;
  To* y;
  F f;

  __device__ void visit(int64_t i) const { store_one(y + i, f(load_one(x + i))); }

  __device__ void visit4(int64_t i) const {
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(f(v.x), f(v.y), f(v.z), f(v.w)));
  }
};

template <class From, class To, class F>
Status launch_map(const From* x, To* y, int64_t count, const F& f, Stream stream) {
  return launch_elementwise(MapOne<From, To, F>{x, y, f}, count, aligned_for_vec4(x, y), stream);
}

// y[i] = f(a[i], b[i]).
template <class T, class F>
struct MapTwo {
  const T* a;
  const T* b;
  T* y;
  F f;

  __device__ void visit(int64_t i) const { store_one(y + i, f(load_one(a + i), load_one(b + i))); }

  __device__ void visit4(int64_t i) const {
    const float4 u = load_vec4(a + i);
    const float4 v = load_vec4(b + i);
    store_vec4(y + i, make_float4(f(u.x, v.x), f(u.y, v.y), f(u.z, v.z), f(u.w, v.w)));
  }
};

template <class T, class F>
Status launch_map(const T* a, const T* b, T* y, int64_t count, const F& f, Stream stream) {
  return launch_elementwise(MapTwo<T, F>{a, b, y, f}, count, aligned_for_vec4(a, b, y), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
