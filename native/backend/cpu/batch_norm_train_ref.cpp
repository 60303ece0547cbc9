// Ioffe and Szegedy, arXiv 1502.03167.
#include "backend/cpu/batch_norm_ref.h"

namespace facet::cpu {
namespace {

// x[..,C] gamma beta mean var -> y batch_mean batch_invstd mean' var'; one task a channel.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *beta = s.in[2].as<T>(), *mean = s.in[3].as<T>(),
          *var = s.in[4].as<T>();
  T *y = s.out[0].as<T>(), *batch_mean = s.out[1].as<T>(), *batch_invstd = s.out[2].as<T>();
  T *next_mean = s.out[3].as<T>(), *next_var = s.out[4].as<T>();
  const double epsilon = s.params[0].f, momentum = s.params[1].f;
  const auto activation = static_cast<Activation>(s.params[2].i);
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  const double n = static_cast<double>(rows);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const auto [mu, variance] = moments_of(x, rows, channels, c);
    const double invstd = 1.0 / std::sqrt(variance + epsilon);
    for (int64_t i = 0; i < rows; ++i) {
      const double v = static_cast<double>(gamma[c]) * (static_cast<double>(x[i * channels + c]) - mu) * invstd +
                       static_cast<double>(beta[c]);
      y[i * channels + c] = static_cast<T>(activate(v, activation));
    }
    const double unbiased = rows == 1 ? variance : variance * n / (n - 1);
    batch_mean[c] = static_cast<T>(mu);
    batch_invstd[c] = static_cast<T>(invstd);
    next_mean[c] = static_cast<T>((1 - momentum) * static_cast<double>(mean[c]) + momentum * mu);
    next_var[c] = static_cast<T>((1 - momentum) * static_cast<double>(var[c]) + momentum * unbiased);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_train, run)
