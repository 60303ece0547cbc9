#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x gamma batch_mean batch_invstd dy [beta] -> dgamma dbeta; one task a channel.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *mean = s.in[2].as<T>(), *invstd = s.in[3].as<T>(),
          *dy = s.in[4].as<T>();
  const T* beta = s.in.size() == 6 ? s.in[5].as<T>() : nullptr;
  const auto activation = static_cast<Activation>(s.params[0].i);
  T *dgamma = s.out[0].as<T>(), *dbeta = s.out[1].as<T>();
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  for_each(ctx, channels, rows, [&](int64_t c) {
    double sum = 0, product = 0;
    for (int64_t i = c; i < rows * channels; i += channels) {
      const double normalized = (static_cast<double>(x[i]) - static_cast<double>(mean[c])) * static_cast<double>(invstd[c]);
      double g = static_cast<double>(dy[i]);
      if (beta != nullptr) {
        g = let_through(g, static_cast<double>(gamma[c]) * normalized + static_cast<double>(beta[c]), activation);
      }
      sum += g;
      product += g * normalized;
    }
    dgamma[c] = static_cast<T>(product);
    dbeta[c] = static_cast<T>(sum);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_grad_sums, run)
