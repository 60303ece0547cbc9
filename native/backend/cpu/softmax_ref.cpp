#include "backend/cpu/log_softmax.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  const int64_t length = row_length(s.in[0]);
  for_each(ctx, row_count(s.in[0]), 16 * length, [&](int64_t row) {
    const T* from = x + row * length;
    const double log_sum = log_sum_exp(from, length);
    for (int64_t k = 0; k < length; ++k) y[row * length + k] = static_cast<T>(std::exp(static_cast<double>(from[k]) - log_sum));
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(softmax, run)
