// The transforms of Winograd's minimal filtering F(4x4, 3x3), of which the CPU's and the GPU's kernels are made: y = A^T [ (G w
// G^T) . (B^T x B) ] A gives 4x4 outputs of a 3x3 convolution from a 6x6 tile of x with 36 multiplications instead of 144
// (Lavin and Gray, arXiv 1509.09308).
//
// The interpolation points are 0, +-sqrt(1/2), +-sqrt(2) and infinity. With them f32 errs about 1.8 times as much as direct
// summation, over 256 channels of uniform values; with the usual 0, +-1, +-2 it is 3.7 times (the study of points: Barabasz et
// al., arXiv 1803.10986).
//
// A `Value` is a float, or a vector of floats: each is a channel of its own. A, B and G are applied along one axis here, and
// along both by winograd_two_axes(). All is inlined, so that each instruction set has code of its own.
#pragma once

#include <type_traits>

#if defined(__CUDACC__)
#define FACET_WINOGRAD_FUNCTION __device__ __forceinline__
#define FACET_WINOGRAD_UNROLL _Pragma("unroll")
#else
#define FACET_WINOGRAD_FUNCTION [[gnu::always_inline]] inline
#define FACET_WINOGRAD_UNROLL _Pragma("GCC unroll 32")
#endif

namespace facet {

inline constexpr int kWinogradOut = 4;  // outputs of a tile along an axis
inline constexpr int kWinogradIn = 6;   // inputs, and positions in the transformed tile
inline constexpr int kWinogradKernel = 3;
inline constexpr int kWinogradPositions = kWinogradIn * kWinogradIn;

inline constexpr float kWinogradRoot2 = 1.41421356237309504880f;
inline constexpr float kWinogradRootHalf = 0.70710678118654752440f;

// B^T: a tile of x.
struct WinogradInput {
  static constexpr int kFrom = kWinogradIn, kTo = kWinogradIn;
  template <class Value>
  FACET_WINOGRAD_FUNCTION static void apply(const Value (&d)[kFrom], Value (&t)[kTo]) {
    const Value p = d[4] - 2.0f * d[2], q = kWinogradRootHalf * (d[3] - 2.0f * d[1]);
    const Value r = d[4] - 0.5f * d[2], s = kWinogradRoot2 * (d[3] - 0.5f * d[1]);
    t[0] = d[0] - 2.5f * d[2] + d[4];
    t[1] = p + q;
    t[2] = p - q;
    t[3] = r + s;
    t[4] = r - s;
    t[5] = d[1] - 2.5f * d[3] + d[5];
  }
};

// A^T: products back to outputs.
struct WinogradOutput {
  static constexpr int kFrom = kWinogradIn, kTo = kWinogradOut;
  template <class Value>
  FACET_WINOGRAD_FUNCTION static void apply(const Value (&m)[kFrom], Value (&y)[kTo]) {
    const Value sum_near = m[1] + m[2], sum_far = m[3] + m[4];
    const Value difference_near = m[1] - m[2], difference_far = m[3] - m[4];
    y[0] = m[0] + sum_near + sum_far;
    y[1] = kWinogradRootHalf * difference_near + kWinogradRoot2 * difference_far;
    y[2] = 0.5f * sum_near + 2.0f * sum_far;
    y[3] = 0.5f * kWinogradRootHalf * difference_near + 2.0f * kWinogradRoot2 * difference_far + m[5];
  }
};

// A: a tile of dy, for the gradient of the filter.
struct WinogradOutputTransposed {
  static constexpr int kFrom = kWinogradOut, kTo = kWinogradIn;
  template <class Value>
  FACET_WINOGRAD_FUNCTION static void apply(const Value (&y)[kFrom], Value (&m)[kTo]) {
    const Value even_near = y[0] + 0.5f * y[2], odd_near = kWinogradRootHalf * (y[1] + 0.5f * y[3]);
    const Value even_far = y[0] + 2.0f * y[2], odd_far = kWinogradRoot2 * (y[1] + 2.0f * y[3]);
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
  static constexpr int kFrom = kWinogradKernel, kTo = kWinogradIn;
  template <class Value>
  FACET_WINOGRAD_FUNCTION static void apply(const Value (&g)[kFrom], Value (&u)[kTo]) {
    constexpr float third = 1.0f / 3.0f, sixth = 1.0f / 6.0f;
    const Value even_near = -2.0f * third * g[0] - third * g[2], odd_near = -kWinogradRoot2 * third * g[1];
    const Value even_far = sixth * g[0] + third * g[2], odd_far = kWinogradRoot2 * sixth * g[1];
    u[0] = g[0];
    u[1] = even_near + odd_near;
    u[2] = even_near - odd_near;
    u[3] = even_far + odd_far;
    u[4] = even_far - odd_far;
    u[5] = g[2];
  }
};

// G^T: sums of products back to the filter's gradient.
struct WinogradFilterTransposed {
  static constexpr int kFrom = kWinogradIn, kTo = kWinogradKernel;
  template <class Value>
  FACET_WINOGRAD_FUNCTION static void apply(const Value (&u)[kFrom], Value (&g)[kTo]) {
    constexpr float third = 1.0f / 3.0f, sixth = 1.0f / 6.0f;
    const Value sum_near = u[1] + u[2], sum_far = u[3] + u[4];
    g[0] = u[0] - 2.0f * third * sum_near + sixth * sum_far;
    g[1] = kWinogradRoot2 * third * (u[2] - u[1]) + kWinogradRoot2 * sixth * (u[3] - u[4]);
    g[2] = third * (sum_far - sum_near) + u[5];
  }
};

// Applies a transform down the columns, then along the rows. read(i, j) gives a value, write(i, j, value) takes a result.
template <class Transform, class Read, class Write>
FACET_WINOGRAD_FUNCTION void winograd_two_axes(const Read& read, const Write& write) {
  using Value = std::remove_cv_t<std::remove_reference_t<decltype(read(0, 0))>>;
  constexpr int kFrom = Transform::kFrom, kTo = Transform::kTo;
  Value half[kTo][kFrom];
  FACET_WINOGRAD_UNROLL
  for (int j = 0; j < kFrom; ++j) {
    Value column[kFrom], to[kTo];
    FACET_WINOGRAD_UNROLL
    for (int i = 0; i < kFrom; ++i) column[i] = read(i, j);
    Transform::apply(column, to);
    FACET_WINOGRAD_UNROLL
    for (int i = 0; i < kTo; ++i) half[i][j] = to[i];
  }
  FACET_WINOGRAD_UNROLL
  for (int i = 0; i < kTo; ++i) {
    Value to[kTo];
    Transform::apply(half[i], to);
    FACET_WINOGRAD_UNROLL
    for (int j = 0; j < kTo; ++j) write(i, j, to[j]);
  }
}

}  // namespace facet

#undef FACET_WINOGRAD_FUNCTION
#undef FACET_WINOGRAD_UNROLL
