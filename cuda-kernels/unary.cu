#include "device/elementwise.cuh"
#include "unary.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// x within [low, high]; NaN stays NaN.
__device__ __forceinline__ float clipped(float x, float low, float high) { return x < low ? low : x > high ? high : x; }

template <UnaryKind kind>
struct Unary {
  float alpha, beta;

  __device__ float operator()(float x) const {
    if constexpr (kind == UnaryKind::affine) return fmaf(alpha, x, beta);
    if constexpr (kind == UnaryKind::exp) return expf(x);
    if constexpr (kind == UnaryKind::log) return logf(x);
    if constexpr (kind == UnaryKind::sqrt) return sqrtf(x);
    if constexpr (kind == UnaryKind::square) return x * x;
    if constexpr (kind == UnaryKind::abs) return fabsf(x);
    if constexpr (kind == UnaryKind::sigmoid) return 1.f / (1.f + expf(-x));
    if constexpr (kind == UnaryKind::tanh) return tanhf(x);
    if constexpr (kind == UnaryKind::reciprocal) return 1.f / x;
    if constexpr (kind == UnaryKind::sign) return x > 0.f ? 1.f : x < 0.f ? -1.f : x;
    if constexpr (kind == UnaryKind::leaky_relu) return x > 0.f ? x : alpha * x;
    if constexpr (kind == UnaryKind::clip) return clipped(x, alpha, beta);
    if constexpr (kind == UnaryKind::hard_sigmoid) return clipped(fmaf(alpha, x, beta), 0.f, 1.f);
    if constexpr (kind == UnaryKind::hard_swish) return x * clipped(fmaf(alpha, x, beta), 0.f, 1.f);
    if constexpr (kind == UnaryKind::pow) return powf(x, alpha);
  }
};

// Launches the kind from `kind` on that the rule names.
template <UnaryKind kind = UnaryKind::affine, class T>
Status launch_kind(const T* x, T* y, int64_t count, UnaryRule rule, Stream stream) {
  if (rule.kind == kind) return launch_map(x, y, count, Unary<kind>{rule.alpha, rule.beta}, stream);
  if constexpr (kind == UnaryKind::pow)
    return invalid_argument("there is no such kind of unary");
  else
    return launch_kind<static_cast<UnaryKind>(static_cast<int>(kind) + 1)>(x, y, count, rule, stream);
}

}  // namespace

Status unary(const float* x, float* y, int64_t count, UnaryRule rule, Stream stream) {
  return launch_kind(x, y, count, rule, stream);
}

Status unary(const Bf16* x, Bf16* y, int64_t count, UnaryRule rule, Stream stream) {
  return launch_kind(x, y, count, rule, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
