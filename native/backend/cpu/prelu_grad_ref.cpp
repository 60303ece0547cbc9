#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[..,C] slope[C or 1] dy -> dx dslope
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *slope = s.in[1].as<T>(), *dy = s.in[2].as<T>();
  T *dx = s.out[0].as<T>(), *dslope = s.out[1].as<T>();
  const int64_t count = s.in[0].count(), slopes = s.in[1].count();
  // The slopes first: dx may be the memory of dy.
  for_each(ctx, slopes, 2 * count / slopes, [&](int64_t c) {
    double sum = 0;
    for (int64_t i = c; i < count; i += slopes) {
      if (!(x[i] > 0)) sum += static_cast<double>(x[i]) * static_cast<double>(dy[i]);
    }
    dslope[c] = static_cast<T>(sum);
  });
  for_each(ctx, count, 2, [&](int64_t i) { dx[i] = x[i] > 0 ? dy[i] : slope[i % slopes] * dy[i]; });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(prelu_grad, run)
