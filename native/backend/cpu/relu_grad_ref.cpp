// Rules: 0 the exact gradient; 1 guided backpropagation, Springenberg et al., arXiv 1412.6806; 2 deconvnet, Zeiler and Fergus,
// arXiv 1311.2901.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *y = s.in[0].as<T>(), *dy = s.in[1].as<T>();
  T* dx = s.out[0].as<T>();
  const int64_t rule = s.params[0].i;
  const bool needs_active = rule != 2, needs_positive = rule != 0;
  for_each(ctx, s.in[0].count(), 1, [&](int64_t i) {
    const bool passes = (!needs_active || y[i] > 0) && (!needs_positive || dy[i] > 0);
    dx[i] = passes ? dy[i] : T{0};
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(relu_grad, run)
