#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x gamma mean var dy [beta] -> dx dgamma dbeta, the statistics being constants; one task a channel.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *mean = s.in[2].as<T>(), *var = s.in[3].as<T>(),
          *dy = s.in[4].as<T>();
  const T* beta = s.in.size() == 6 ? s.in[5].as<T>() : nullptr;
  const auto activation = static_cast<Activation>(s.params[1].i);
  T *dx = s.out[0].as<T>(), *dgamma = s.out[1].as<T>(), *dbeta = s.out[2].as<T>();
  const double epsilon = s.params[0].f;
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const double mu = static_cast<double>(mean[c]), invstd = 1.0 / std::sqrt(static_cast<double>(var[c]) + epsilon);
    double sum = 0, product = 0;
    for (int64_t i = c; i < rows * channels; i += channels) {
      const double normalized = (static_cast<double>(x[i]) - mu) * invstd;
      double gradient = static_cast<double>(dy[i]);
      if (beta != nullptr) {
        const double v = static_cast<double>(gamma[c]) * normalized + static_cast<double>(beta[c]);
        gradient = let_through(gradient, v, activation);
      }
      sum += gradient;
      product += gradient * normalized;
      dx[i] = static_cast<T>(static_cast<double>(gamma[c]) * invstd * gradient);
    }
    dgamma[c] = static_cast<T>(product);
    dbeta[c] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_infer_grad, run)
