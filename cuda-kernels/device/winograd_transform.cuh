// The transforms of Winograd's minimal filtering F(4x4, 3x3): y = A^T [ (G w G^T) . (B^T x B) ] A gives 4x4 results of a 3x3
// convolution from a 6x6 tile of x with 36 multiplications instead of 144 (Lavin and Gray, arXiv 1509.09308).
//
// The interpolation points are 0, +-sqrt(1/2), +-sqrt(2) and infinity, those of the CPU's kernels: with them float errs about
// 1.8 times as much as direct sums, with the usual 0, +-1, +-2 it is 3.7 times (Barabasz et al., arXiv 1803.10986).
//
// A thread transforms one channel. A, B and G are applied along one axis here, and along both by winograd_two_axes().
#pragma once

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr float kRoot2 = 1.41421356237309504880f;
inline constexpr float kRootHalf = 0.70710678118654752440f;

// B^T: a tile of x.
struct WinogradInput {
  static constexpr int kFrom = 6, kTo = 6;
  __device__ static __forceinline__ void apply(const float (&d)[kFrom], float (&t)[kTo]) {
    const float p = d[4] - 2.f * d[2], q = kRootHalf * (d[3] - 2.f * d[1]);
    const float r = d[4] - 0.5f * d[2], s = kRoot2 * (d[3] - 0.5f * d[1]);
    t[0] = d[0] - 2.5f * d[2] + d[4];
    t[1] = p + q;
    t[2] = p - q;
    t[3] = r + s;
    t[4] = r - s;
    t[5] = d[1] - 2.5f * d[3] + d[5];
  }
};

// A^T: products back to results.
struct WinogradOutput {
  static constexpr int kFrom = 6, kTo = 4;
  __device__ static __forceinline__ void apply(const float (&m)[kFrom], float (&y)[kTo]) {
    const float sum_near = m[1] + m[2], sum_far = m[3] + m[4];
    const float difference_near = m[1] - m[2], difference_far = m[3] - m[4];
    y[0] = m[0] + sum_near + sum_far;
    y[1] = kRootHalf * difference_near + kRoot2 * difference_far;
    y[2] = 0.5f * sum_near + 2.f * sum_far;
    y[3] = 0.5f * kRootHalf * difference_near + 2.f * kRoot2 * difference_far + m[5];
  }
};

// A: a tile of dy, for the gradient of the weights.
struct WinogradOutputTransposed {
  static constexpr int kFrom = 4, kTo = 6;
  __device__ static __forceinline__ void apply(const float (&y)[kFrom], float (&m)[kTo]) {
    const float even_near = y[0] + 0.5f * y[2], odd_near = kRootHalf * (y[1] + 0.5f * y[3]);
    const float even_far = y[0] + 2.f * y[2], odd_far = kRoot2 * (y[1] + 2.f * y[3]);
    m[0] = y[0];
    m[1] = even_near + odd_near;
    m[2] = even_near - odd_near;
    m[3] = even_far + odd_far;
    m[4] = even_far - odd_far;
    m[5] = y[3];
  }
};

// G: a filter.
struct WinogradFilter {
  static constexpr int kFrom = 3, kTo = 6;
  __device__ static __forceinline__ void apply(const float (&g)[kFrom], float (&u)[kTo]) {
    constexpr float third = 1.f / 3.f, sixth = 1.f / 6.f;
    const float even_near = -2.f * third * g[0] - third * g[2], odd_near = -kRoot2 * third * g[1];
    const float even_far = sixth * g[0] + third * g[2], odd_far = kRoot2 * sixth * g[1];
    u[0] = g[0];
    u[1] = even_near + odd_near;
    u[2] = even_near - odd_near;
    u[3] = even_far + odd_far;
    u[4] = even_far - odd_far;
    u[5] = g[2];
  }
};

// G^T: sums of products back to the gradient of a filter.
struct WinogradFilterTransposed {
  static constexpr int kFrom = 6, kTo = 3;
  __device__ static __forceinline__ void apply(const float (&u)[kFrom], float (&g)[kTo]) {
    constexpr float third = 1.f / 3.f, sixth = 1.f / 6.f;
    const float sum_near = u[1] + u[2], sum_far = u[3] + u[4];
    g[0] = u[0] - 2.f * third * sum_near + sixth * sum_far;
    g[1] = kRoot2 * third * (u[2] - u[1]) + kRoot2 * sixth * (u[3] - u[4]);
    g[2] = third * (sum_far - sum_near) + u[5];
  }
};

// Applies a transform down the columns, then along the rows. read(i, j) gives a value, write(i, j, value) takes a result.
template <class Transform, class Read, class Write>
__device__ __forceinline__ void winograd_two_axes(const Read& read, const Write& write) {
  constexpr int kFrom = Transform::kFrom, kTo = Transform::kTo;
  float half[kTo][kFrom];
#pragma unroll
  for (int j = 0; j < kFrom; ++j) {
    float column[kFrom], to[kTo];
#pragma unroll
    for (int i = 0; i < kFrom; ++i) column[i] = read(i, j);
    Transform::apply(column, to);
#pragma unroll
    for (int i = 0; i < kTo; ++i) half[i][j] = to[i];
  }
#pragma unroll
  for (int i = 0; i < kTo; ++i) {
    float to[kTo];
    Transform::apply(half[i], to);
#pragma unroll
    for (int j = 0; j < kTo; ++j) write(i, j, to[j]);
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
