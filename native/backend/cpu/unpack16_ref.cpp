// Two 16-bit floats a word, the first in the low half, as floats.
#include "backend/cpu/half.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const int32_t* packed = s.in[0].as<int32_t>();
  T* rows = s.out[0].as<T>();
  const bool bf16 = static_cast<HalfKind>(s.params[0].i) == HalfKind::bf16;
  const int64_t n = s.out[0].dims[0], m = s.out[0].dims[1], words = s.in[0].dims[1];
  for_each(ctx, n * m, 1, [&](int64_t i) {
    const int64_t row = i / m, feature = i % m;
    const uint32_t word = static_cast<uint32_t>(packed[row * words + feature / 2]);
    const uint32_t bits = feature % 2 == 0 ? word & 0xFFFFu : word >> 16;
    rows[i] = static_cast<T>(bf16 ? from_bf16(bits) : from_f16(bits));
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(unpack16, run)
