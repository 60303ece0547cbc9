#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

double apply(int64_t kind, double alpha, double beta, double x) {
  switch (kind) {
    case 0:
      return alpha * x + beta;
    case 1:
      return std::exp(x);
    case 2:
      return std::log(x);
    case 3:
      return std::sqrt(x);
    case 4:
      return x * x;
    case 5:
      return std::abs(x);
    case 6:
      return 1.0 / (1.0 + std::exp(-x));
    case 7:
      return std::tanh(x);
    case 8:
      return 1.0 / x;
    default:
      return x > 0 ? 1.0 : x < 0 ? -1.0 : x;  // 0 and NaN stay
  }
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  const int64_t kind = s.params[0].i;
  const double alpha = s.params[1].f, beta = s.params[2].f;
  for_each(ctx, s.in[0].count(), 8,
           [&](int64_t i) { y[i] = static_cast<T>(apply(kind, alpha, beta, static_cast<double>(x[i]))); });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(unary, run)
