// He et al., arXiv 1502.01852, equation 1.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *slope = s.in[1].as<T>();
  T* y = s.out[0].as<T>();
  const int64_t slopes = s.in[1].count();
  for_each(ctx, s.in[0].count(), 2, [&](int64_t i) { y[i] = x[i] > 0 ? x[i] : slope[i % slopes] * x[i]; });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(prelu, run)
