#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView& yv = s.out[0];
  const Axes strides = strides_of(s.in[0]);
  const T* x = s.in[0].as<T>();
  for (int i = 0; i < yv.rank; ++i) x += s.params[static_cast<size_t>(i)].i * strides[static_cast<size_t>(i)];
  T* y = yv.as<T>();
  for_each(ctx, yv.count(), 8, [&](int64_t i) { y[i] = x[offset_of(i, yv.dims, yv.rank, strides)]; });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(slice, run)
