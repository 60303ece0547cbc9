#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *gamma = s.in[1].as<T>(), *beta = s.in[2].as<T>(), *mean = s.in[3].as<T>(),
          *var = s.in[4].as<T>();
  T* y = s.out[0].as<T>();
  const double epsilon = s.params[0].f;
  const auto activation = static_cast<Activation>(s.params[1].i);
  const int64_t rows = row_count(s.in[0]), channels = row_length(s.in[0]);
  for_each(ctx, channels, rows, [&](int64_t c) {
    const double scale = static_cast<double>(gamma[c]) / std::sqrt(static_cast<double>(var[c]) + epsilon);
    for (int64_t i = c; i < rows * channels; i += channels) {
      const double v = scale * (static_cast<double>(x[i]) - static_cast<double>(mean[c])) + static_cast<double>(beta[c]);
      y[i] = static_cast<T>(activate(v, activation));
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(batch_norm_infer, run)
