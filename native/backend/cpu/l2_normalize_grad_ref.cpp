#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// dx = (dy - y (y . dy)) / norm with y = x / norm
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *x = s.in[0].as<T>(), *dy = s.in[1].as<T>();
  T* dx = s.out[0].as<T>();
  const double epsilon = s.params[0].f;
  const int64_t length = row_length(s.in[0]);
  for_each(ctx, row_count(s.in[0]), 4 * length, [&](int64_t row) {
    const int64_t first = row * length;
    double squares = 0, dot = 0;
    for (int64_t i = first; i < first + length; ++i) {
      squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
      dot += static_cast<double>(x[i]) * static_cast<double>(dy[i]);
    }
    const double square = squares + epsilon, norm = std::sqrt(square);
    for (int64_t i = first; i < first + length; ++i) {
      dx[i] = static_cast<T>((static_cast<double>(dy[i]) - static_cast<double>(x[i]) * dot / square) / norm);
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(l2_normalize_grad, run)
