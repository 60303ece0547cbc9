// Gradients of the piecewise kinds of unary. Where the function has a corner, the derivative of the flat side (clip and the
// hard functions) or of the negative side (leaky ReLU) counts.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// t at a corner as T has it: 0.1 as a float is not 0.1 as a double, and a value that was clipped lies on the corner.
template <typename T>
double derivative(const UnaryParams& p, double t) {
  switch (p.kind) {
    case UnaryKind::leaky_relu:
      return t > 0 ? 1 : p.alpha;
    case UnaryKind::clip:
      return t > static_cast<double>(static_cast<T>(p.alpha)) && t < static_cast<double>(static_cast<T>(p.beta)) ? 1 : 0;
    case UnaryKind::hard_sigmoid:
      return t > 0 && t < 1 ? p.alpha : 0;
    default: {  // hard_swish
      const double gate = p.alpha * t + p.beta;
      return gate <= 0 ? 0 : gate >= 1 ? 1 : gate + p.alpha * t;
    }
  }
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *t = s.in[0].as<T>(), *dy = s.in[1].as<T>();
  T* dx = s.out[0].as<T>();
  const UnaryParams p = UnaryParams::of(s);
  for_each(ctx, s.in[0].count(), 4, [&](int64_t i) {
    const double factor = derivative<T>(p, static_cast<double>(t[i]));
    dx[i] = factor == 0 ? T{0} : static_cast<T>(factor * static_cast<double>(dy[i]));  // 0 for infinite dy too
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(unary_grad, run)
