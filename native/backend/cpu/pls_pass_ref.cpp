// One pass of partial least squares: scores = member o (rows weights' - offset), sums += scores' rows.
#include "backend/cpu/reference.h"
#include "backend/cpu/stored_rows.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const StoredRows<T> rows(s);
  const T *weights = s.in[1].as<T>(), *offset = s.in[2].as<T>(), *member = s.in[3].as<T>();
  const T* sums = s.in[4].as<T>();
  T *scores = s.out[0].as<T>(), *new_sums = s.out[1].as<T>();
  const int64_t n = s.in[0].dims[0], m = s.in[1].dims[1], k = s.in[1].dims[0];
  for_each(ctx, n * k, m, [&](int64_t i) {
    const T* weight = weights + i % k * m;
    double sum = 0;
    for (int64_t j = 0; j < m; ++j) sum += rows.at(i / k, j) * static_cast<double>(weight[j]);
    scores[i] = static_cast<T>(static_cast<double>(member[i]) * (sum - static_cast<double>(offset[i % k])));
  });
  for_each(ctx, k * m, n, [&](int64_t i) {
    const int64_t response = i / m, feature = i % m;
    double sum = static_cast<double>(sums[i]);
    for (int64_t row = 0; row < n; ++row) {
      sum += static_cast<double>(scores[row * k + response]) * rows.at(row, feature);
    }
    new_sums[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(pls_pass, run)
