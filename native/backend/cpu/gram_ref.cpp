// products = rows rows'.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* rows = s.in[0].as<T>();
  T* products = s.out[0].as<T>();
  const int64_t n = s.in[0].dims[0], m = s.in[0].dims[1];
  for_each(ctx, n * n, m, [&](int64_t i) {
    const T *a = rows + i / n * m, *b = rows + i % n * m;
    double sum = 0;
    for (int64_t j = 0; j < m; ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
    products[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(gram, run)
