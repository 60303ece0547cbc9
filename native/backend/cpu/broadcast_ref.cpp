#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView& yv = s.out[0];
  const Axes strides = strides_of(s.in[0]);
  const T* x = s.in[0].as<T>();
  T* y = yv.as<T>();
  const double scale = s.params[0].f;
  for_each(ctx, yv.count(), 8,
           [&](int64_t i) { y[i] = static_cast<T>(scale * static_cast<double>(x[offset_of(i, yv.dims, yv.rank, strides)])); });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(broadcast, run)
