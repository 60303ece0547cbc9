// The deflation of NIPALS and the product after it: rows -= scores loadings, sums += factors' rows.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *rows = s.in[0].as<T>(), *scores = s.in[1].as<T>(), *loadings = s.in[2].as<T>(), *factors = s.in[3].as<T>();
  const T* sums = s.in[4].as<T>();
  T *new_rows = s.out[0].as<T>(), *new_sums = s.out[1].as<T>();
  const int64_t n = s.in[0].dims[0], m = s.in[0].dims[1], r = s.in[1].dims[1], k = s.in[3].dims[1];
  for_each(ctx, n * m, r, [&](int64_t i) {
    const int64_t row = i / m, feature = i % m;
    double value = static_cast<double>(rows[i]);
    for (int64_t a = 0; a < r; ++a) {
      value -= static_cast<double>(scores[row * r + a]) * static_cast<double>(loadings[a * m + feature]);
    }
    new_rows[i] = static_cast<T>(value);
  });
  for_each(ctx, k * m, n, [&](int64_t i) {
    const int64_t factor = i / m, feature = i % m;
    double sum = static_cast<double>(sums[i]);
    for (int64_t row = 0; row < n; ++row) {
      sum += static_cast<double>(factors[row * k + factor]) * static_cast<double>(new_rows[row * m + feature]);
    }
    new_sums[i] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(pls_deflate, run)
