#include <cstring>

#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  std::memcpy(s.out[0].data, s.in[0].data, static_cast<size_t>(s.in[0].count()) * sizeof(T));
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(copy, run)
