#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// x gamma batch_mean batch_invstd dgamma dbeta dy [beta] -> dx
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *mean = s.in[2].as<T>(), *invstd = s.in[3].as<T>(),
          *dgamma = s.in[4].as<T>(), *dbeta = s.in[5].as<T>(), *dy = s.in[6].as<T>();
  const T* beta = s.in.size() == 8 ? s.in[7].as<T>() : nullptr;
  const double n = static_cast<double>(s.params[0].i);
  const auto activation = static_cast<Activation>(s.params[1].i);
  T* dx = s.out[0].as<T>();
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const double scale = static_cast<double>(invstd[c]), factor = static_cast<double>(gamma[c]);
    for (int64_t i = c; i < rows * channels; i += channels) {
      const double normalized = (static_cast<double>(x[i]) - static_cast<double>(mean[c])) * scale;
      double g = static_cast<double>(dy[i]);
      if (beta != nullptr) g = let_through(g, factor * normalized + static_cast<double>(beta[c]), activation);
      const double common = static_cast<double>(dbeta[c]) + normalized * static_cast<double>(dgamma[c]);
      dx[i] = static_cast<T>(factor * scale * (g - common / n));
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_grad_apply, run)
