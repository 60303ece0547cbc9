#include <cstring>

#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const TensorView& yv = s.out[0];
  const int axis = static_cast<int>(s.params[0].i);
  int64_t outer = 1, inner = 1;  // products of the dims before and behind the axis
  for (int i = 0; i < axis; ++i) outer *= yv.dims[i];
  for (int i = axis + 1; i < yv.rank; ++i) inner *= yv.dims[i];
  T* y = yv.as<T>();
  for (int64_t o = 0; o < outer; ++o) {
    for (const TensorView& x : s.in) {
      const int64_t count = x.dims[axis] * inner;
      std::memcpy(y, x.as<T>() + o * count, static_cast<size_t>(count) * sizeof(T));
      y += count;
    }
  }
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(concat, run)
