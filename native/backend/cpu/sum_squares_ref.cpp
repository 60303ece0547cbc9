#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const T* x = s.in[0].as<T>();
  double sum = 0;
  const int64_t count = s.in[0].count();
  for (int64_t i = 0; i < count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  *s.out[0].as<T>() = static_cast<T>(sum);
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(sum_squares, run)
