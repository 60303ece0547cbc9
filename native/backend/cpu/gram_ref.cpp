// products = rows rows'.
#include "backend/cpu/reference.h"
#include "backend/cpu/stored_rows.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const StoredRows<T> rows(s);
  T* products = s.out[0].as<T>();
  const int64_t n = s.in[0].dims[0], m = s.in[0].dims[1] * (row_storage(s) == RowStorage::floats ? 1 : 2);
  for_each(ctx, n * n, m, [&](int64_t i) {
    double sum = 0;
    for (int64_t j = 0; j < m; ++j) sum += rows.at(i / n, j) * rows.at(i % n, j);
    products[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(gram, run)
