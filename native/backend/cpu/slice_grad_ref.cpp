#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView& dyv = s.in[0];
  const Axes strides = strides_of(s.out[0]);
  const T* dy = dyv.as<T>();
  T* dx = s.out[0].as<T>();
  std::fill_n(dx, s.out[0].count(), T{0});
  for (int i = 0; i < dyv.rank; ++i) dx += s.params[static_cast<size_t>(i)].i * strides[static_cast<size_t>(i)];
  for_each(ctx, dyv.count(), 8, [&](int64_t i) { dx[offset_of(i, dyv.dims, dyv.rank, strides)] = dy[i]; });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(slice_grad, run)
