#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
T apply(int64_t kind, T a, T b) {
  switch (kind) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    default:
      return a / b;
  }
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *a = s.in[0].as<T>(), *b = s.in[1].as<T>();
  const TensorView& cv = s.out[0];
  T* c = cv.as<T>();
  const int64_t kind = s.params[0].i;
  const Axes a_strides = strides_of(s.in[0]), b_strides = strides_of(s.in[1]);
  for_each(ctx, cv.count(), 16, [&](int64_t i) {
    c[i] = apply(kind, a[offset_of(i, cv.dims, cv.rank, a_strides)], b[offset_of(i, cv.dims, cv.rank, b_strides)]);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(binary, run)
