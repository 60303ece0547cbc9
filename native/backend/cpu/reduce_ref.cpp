#include "backend/cpu/indexing.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const TensorView &xv = s.in[0], &yv = s.out[0];
  const bool mean = s.params[0].i == 1;
  const int64_t mask = s.params[1].i;
  const T* x = xv.as<T>();
  T* y = yv.as<T>();
  const Axes strides = strides_of(xv);
  Axes reduced{};  // the dims of the axes that are summed; 1 elsewhere
  int64_t count = 1;
  for (int i = 0; i < xv.rank; ++i) {
    reduced[static_cast<size_t>(i)] = (mask >> i & 1) != 0 ? xv.dims[i] : 1;
    count *= reduced[static_cast<size_t>(i)];
  }
  for_each(ctx, yv.count(), 8 * count, [&](int64_t i) {
    const T* from = x + offset_of(i, yv.dims, yv.rank, strides);
    double sum = 0;
    for (int64_t j = 0; j < count; ++j) sum += static_cast<double>(from[offset_of(j, reduced.data(), xv.rank, strides)]);
    y[i] = static_cast<T>(mean ? sum / static_cast<double>(count) : sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(reduce, run)
