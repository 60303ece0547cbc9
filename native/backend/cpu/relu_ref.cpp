#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  for_each(ctx, s.in[0].count(), 1, [&](int64_t i) { y[i] = x[i] <= 0 ? T{0} : x[i]; });  // NaN is not <= 0
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(relu, run)
