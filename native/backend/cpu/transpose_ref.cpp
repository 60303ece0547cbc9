#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView& yv = s.out[0];
  const Axes strides = strides_of(s.in[0]);
  Axes permuted{};
  for (size_t i = 0; i < static_cast<size_t>(yv.rank); ++i) permuted[i] = strides[static_cast<size_t>(s.params[i].i)];
  const T* x = s.in[0].as<T>();
  T* y = yv.as<T>();
  for_each(ctx, yv.count(), 8, [&](int64_t i) { y[i] = x[offset_of(i, yv.dims, yv.rank, permuted)]; });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(transpose, run)
