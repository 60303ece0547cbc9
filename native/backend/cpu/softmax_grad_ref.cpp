#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *y = s.in[0].as<T>(), *dy = s.in[1].as<T>();
  T* dx = s.out[0].as<T>();
  const int64_t length = row_length(s.in[0]);
  for_each(ctx, row_count(s.in[0]), 2 * length, [&](int64_t row) {
    const int64_t first = row * length;
    double dot = 0;
    for (int64_t i = first; i < first + length; ++i) dot += static_cast<double>(y[i]) * static_cast<double>(dy[i]);
    for (int64_t i = first; i < first + length; ++i) {
      dx[i] = static_cast<T>(static_cast<double>(y[i]) * (static_cast<double>(dy[i]) - dot));
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(softmax_grad, run)
