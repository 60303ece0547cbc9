#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x within [low, high]; NaN stays NaN.
double clip(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

double apply(const UnaryParams& p, double x) {
  switch (p.kind) {
    case UnaryKind::affine:
      return p.alpha * x + p.beta;
    case UnaryKind::exp:
      return std::exp(x);
    case UnaryKind::log:
      return std::log(x);
    case UnaryKind::sqrt:
      return std::sqrt(x);
    case UnaryKind::square:
      return x * x;
    case UnaryKind::abs:
      return std::abs(x);
    case UnaryKind::sigmoid:
      return 1.0 / (1.0 + std::exp(-x));
    case UnaryKind::tanh:
      return std::tanh(x);
    case UnaryKind::reciprocal:
      return 1.0 / x;
    case UnaryKind::sign:
      return x > 0 ? 1.0 : x < 0 ? -1.0 : x;  // 0 and NaN stay
    case UnaryKind::leaky_relu:
      return x > 0 ? x : p.alpha * x;
    case UnaryKind::clip:
      return clip(x, p.alpha, p.beta);
    case UnaryKind::hard_sigmoid:
      return clip(p.alpha * x + p.beta, 0, 1);
    case UnaryKind::hard_swish:
      return x * clip(p.alpha * x + p.beta, 0, 1);
    default:
      return std::pow(x, p.alpha);
  }
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  const UnaryParams p = UnaryParams::of(s);
  for_each(ctx, s.in[0].count(), 8, [&](int64_t i) { y[i] = static_cast<T>(apply(p, static_cast<double>(x[i]))); });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(unary, run)
