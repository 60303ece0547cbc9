// sums += factors' rows.
#include "backend/cpu/reference.h"
#include "backend/cpu/stored_rows.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const StoredRows<T> rows(s);
  const T *factors = s.in[1].as<T>(), *sums = s.in[2].as<T>();
  T* new_sums = s.out[0].as<T>();
  const int64_t n = s.in[0].dims[0], m = s.in[2].dims[1], k = s.in[1].dims[1];
  for_each(ctx, k * m, n, [&](int64_t i) {
    const int64_t factor = i / m, feature = i % m;
    double sum = static_cast<double>(sums[i]);
    for (int64_t row = 0; row < n; ++row) {
      sum += static_cast<double>(factors[row * k + factor]) * rows.at(row, feature);
    }
    new_sums[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(row_products, run)
