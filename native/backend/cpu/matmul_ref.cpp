#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const auto p = MatmulParams::of(s);
  const T *a = s.in[0].as<T>(), *b = s.in[1].as<T>();
  const T* bias = s.in.size() == 3 ? s.in[2].as<T>() : nullptr;
  T* c = s.out[0].as<T>();
  const int64_t m = s.out[0].dims[0], n = s.out[0].dims[1], k = s.in[0].dims[p.trans_a ? 0 : 1];
  // Steps between neighbours along m or n and along k.
  const int64_t a_m = p.trans_a ? 1 : k, a_k = p.trans_a ? m : 1, b_n = p.trans_b ? k : 1, b_k = p.trans_b ? 1 : n;
  for_each(ctx, m * n, k, [&](int64_t i) {
    const T *row = a + i / n * a_m, *column = b + i % n * b_n;
    double sum = 0;
    for (int64_t l = 0; l < k; ++l) sum += static_cast<double>(row[l * a_k]) * static_cast<double>(column[l * b_k]);
    if (bias != nullptr) sum += static_cast<double>(bias[i % n]);
    c[i] = static_cast<T>(p.activation == Activation::relu && sum <= 0 ? 0.0 : sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(matmul, run)
