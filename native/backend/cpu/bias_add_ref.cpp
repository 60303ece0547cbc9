#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *b = s.in[1].as<T>();
  T* y = s.out[0].as<T>();
  const int64_t channels = row_length(s.in[0]);
  for_each(ctx, row_count(s.in[0]), channels, [&](int64_t row) {
    for (int64_t c = 0; c < channels; ++c) y[row * channels + c] = x[row * channels + c] + b[c];
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(bias_add, run)
