#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  std::fill_n(s.out[0].as<T>(), s.out[0].count(), static_cast<T>(s.params[0].f));
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(fill, run)
