#include "backend/cpu/batch_norm_ref.h"

namespace facet::cpu {
namespace {

// x[..,C] -> mean variance, biased; one task a channel.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T *mean = s.out[0].as<T>(), *variance = s.out[1].as<T>();
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const Moments moments = moments_of(x, rows, channels, c);
    mean[c] = static_cast<T>(moments.mean);
    variance[c] = static_cast<T>(moments.variance);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_moments, run)
