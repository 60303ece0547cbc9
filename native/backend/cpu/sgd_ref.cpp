#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// p g v lr[1] [factor[1]] -> p' v'
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *p = s.in[0].as<T>(), *g = s.in[1].as<T>(), *v = s.in[2].as<T>();
  T *next_p = s.out[0].as<T>(), *next_v = s.out[1].as<T>();
  const double lr = static_cast<double>(*s.in[3].as<T>()), momentum = s.params[0].f, decay = s.params[1].f;
  const bool nesterov = s.params[2].i != 0;
  const double factor = s.in.size() > 4 ? static_cast<double>(*s.in[4].as<T>()) : 1.0;
  if (!std::isfinite(factor)) {
    std::copy(p, p + s.in[0].count(), next_p);
    std::copy(v, v + s.in[0].count(), next_v);
    return nullptr;
  }
  for_each(ctx, s.in[0].count(), 4, [&](int64_t i) {
    const double gradient = factor * static_cast<double>(g[i]) + decay * static_cast<double>(p[i]);
    const double velocity = momentum * static_cast<double>(v[i]) + gradient;
    const double direction = nesterov ? gradient + momentum * velocity : velocity;
    next_v[i] = static_cast<T>(velocity);
    next_p[i] = static_cast<T>(static_cast<double>(p[i]) - lr * direction);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(sgd, run)
