#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x[..,C] -> mean variance, biased; one task a channel.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T *mean = s.out[0].as<T>(), *variance = s.out[1].as<T>();
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  const double n = static_cast<double>(rows);
  for_each(ctx, channels, rows, [&](int64_t c) {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < rows; ++i) sum += static_cast<double>(x[i * channels + c]);
    const double mu = sum / n;
    for (int64_t i = 0; i < rows; ++i) {
      const double d = static_cast<double>(x[i * channels + c]) - mu;
      squares += d * d;
    }
    mean[c] = static_cast<T>(mu);
    variance[c] = static_cast<T>(squares / n);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_moments, run)
