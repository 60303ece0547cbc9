#include "device/elementwise.cuh"
#include "unary.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <UnaryKind kind>
struct UnaryGrad {
  float alpha, beta;

  __device__ float derivative(float t) const {
    if constexpr (kind == UnaryKind::leaky_relu) return t > 0.f ? 1.f : alpha;
    if constexpr (kind == UnaryKind::clip) return t > alpha && t < beta ? 1.f : 0.f;
    if constexpr (kind == UnaryKind::hard_sigmoid) return t > 0.f && t < 1.f ? alpha : 0.f;
    if constexpr (kind == UnaryKind::hard_swish) {
      const float gate = fmaf(alpha, t, beta);
      return gate <= 0.f ? 0.f : gate >= 1.f ? 1.f : fmaf(alpha, t, gate);
    }
  }

  __device__ float operator()(float t, float dy) const {
    const float factor = derivative(t);
    return factor == 0.f ? 0.f : factor * dy;
  }
};

template <class T>
Status launch(const T* t, const T* dy, T* dx, int64_t count, UnaryRule rule, Stream stream) {
  const float alpha = rule.alpha;
  const float beta = rule.beta;
  switch (rule.kind) {
    case UnaryKind::leaky_relu:
      return launch_map(t, dy, dx, count, UnaryGrad<UnaryKind::leaky_relu>{alpha, beta}, stream);
    case UnaryKind::clip:
      return launch_map(t, dy, dx, count, UnaryGrad<UnaryKind::clip>{alpha, beta}, stream);
    case UnaryKind::hard_sigmoid:
      return launch_map(t, dy, dx, count, UnaryGrad<UnaryKind::hard_sigmoid>{alpha, beta}, stream);
    case UnaryKind::hard_swish:
      return launch_map(t, dy, dx, count, UnaryGrad<UnaryKind::hard_swish>{alpha, beta}, stream);
    default:
      return invalid_argument("unary_grad takes the kinds leaky_relu (10) to hard_swish (13)");
  }
}

}  // namespace

Status unary_grad(const float* t, const float* dy, float* dx, int64_t count, UnaryRule rule, Stream stream) {
  return launch(t, dy, dx, count, rule, stream);
}

Status unary_grad(const Bf16* t, const Bf16* dy, Bf16* dx, int64_t count, UnaryRule rule, Stream stream) {
  return launch(t, dy, dx, count, rule, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
