// Srivastava et al., JMLR 15 (2014), with the survivors scaled up.
#include "backend/cpu/reference.h"
#include "core/dropout_hash.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  const int32_t seed = *s.in[1].as<int32_t>();
  const double rate = s.params[0].f, scale = 1.0 / (1.0 - rate);
  const uint32_t threshold = dropout_threshold(rate);
  for_each(ctx, s.in[0].count(), 8, [&](int64_t i) {
    const DropoutKeys keys = dropout_keys(seed, s.params[1].i, static_cast<uint32_t>(i >> 32));
    const bool keep = dropout_draw(keys, static_cast<uint32_t>(i)) >= threshold;
    y[i] = keep ? static_cast<T>(static_cast<double>(x[i]) * scale) : T{0};
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(dropout, run)
