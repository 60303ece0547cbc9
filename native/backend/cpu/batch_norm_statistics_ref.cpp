// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979, for parts of the
// same size.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// means[S,P] variances[S,P] mean[C] var[C], P >= C, -> batch_mean batch_var batch_invstd mean' var'
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *means = s.in[0].as<T>(), *variances = s.in[1].as<T>(), *mean = s.in[2].as<T>(), *var = s.in[3].as<T>();
  T *batch_mean = s.out[0].as<T>(), *batch_var = s.out[1].as<T>(), *batch_invstd = s.out[2].as<T>();
  T *next_mean = s.out[3].as<T>(), *next_var = s.out[4].as<T>();
  const double epsilon = s.params[0].f, momentum = s.params[1].f;
  const int64_t parts = s.in[0].dims[0], width = s.in[0].dims[1], channels = s.in[2].dims[0];
  const double n = static_cast<double>(s.params[2].i) * static_cast<double>(parts);
  for_each(ctx, channels, 4 * parts, [&](int64_t c) {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < parts; ++i) sum += static_cast<double>(means[i * width + c]);
    const double mu = sum / static_cast<double>(parts);
    for (int64_t i = 0; i < parts; ++i) {
      const double d = static_cast<double>(means[i * width + c]) - mu;
      squares += static_cast<double>(variances[i * width + c]) + d * d;
    }
    const double variance = squares / static_cast<double>(parts), unbiased = n == 1 ? variance : variance * n / (n - 1);
    batch_mean[c] = static_cast<T>(mu);
    batch_var[c] = static_cast<T>(variance);
    batch_invstd[c] = static_cast<T>(1.0 / std::sqrt(variance + epsilon));
    next_mean[c] = static_cast<T>((1 - momentum) * static_cast<double>(mean[c]) + momentum * mu);
    next_var[c] = static_cast<T>((1 - momentum) * static_cast<double>(var[c]) + momentum * unbiased);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_statistics, run)
