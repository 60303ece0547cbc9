#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x gamma batch_mean batch_invstd dy [beta] -> dx dgamma dbeta; one task a channel. With x^ = (x - mean) invstd:
// dx = gamma invstd (dy - mean(dy) - x^ mean(dy x^)).
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *mean = s.in[2].as<T>(), *invstd = s.in[3].as<T>(),
          *dy = s.in[4].as<T>();
  const T* beta = s.in.size() == 6 ? s.in[5].as<T>() : nullptr;
  const auto activation = static_cast<Activation>(s.params[1].i);
  T *dx = s.out[0].as<T>(), *dgamma = s.out[1].as<T>(), *dbeta = s.out[2].as<T>();
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  const double n = static_cast<double>(rows);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const double mu = static_cast<double>(mean[c]), scale = static_cast<double>(invstd[c]);
    const auto normalized = [&](int64_t at) { return (static_cast<double>(x[at]) - mu) * scale; };
    const auto gradient = [&](int64_t at) {
      const double g = static_cast<double>(dy[at]);
      if (beta == nullptr) return g;
      return let_through(g, static_cast<double>(gamma[c]) * normalized(at) + static_cast<double>(beta[c]), activation);
    };
    double sum = 0, product = 0;
    for (int64_t i = c; i < rows * channels; i += channels) {
      sum += gradient(i);
      product += gradient(i) * normalized(i);
    }
    for (int64_t i = c; i < rows * channels; i += channels) {
      dx[i] = static_cast<T>(static_cast<double>(gamma[c]) * scale * (gradient(i) - sum / n - normalized(i) * product / n));
    }
    dgamma[c] = static_cast<T>(product);
    dbeta[c] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_train_grad, run)
