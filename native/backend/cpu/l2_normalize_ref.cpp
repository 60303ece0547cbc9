#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T* x = s.in[0].as<T>();
  T* y = s.out[0].as<T>();
  const double epsilon = s.params[0].f;
  const int64_t length = row_length(s.in[0]);
  for_each(ctx, row_count(s.in[0]), 2 * length, [&](int64_t row) {
    const int64_t first = row * length;
    double squares = 0;
    for (int64_t i = first; i < first + length; ++i) squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    const double norm = std::sqrt(squares + epsilon);
    for (int64_t i = first; i < first + length; ++i) y[i] = static_cast<T>(static_cast<double>(x[i]) / norm);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(l2_normalize, run)
