// Rows of 16-bit floats, two a word, as floats: a vector of words gives two vectors of floats.
#pragma once

#include <cstring>
#include <utility>

#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/half.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {

inline VecF floats(VecI bits) {
  VecF v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}

// As from_bf16 and from_f16, for the low halves of the lanes; what else the lanes hold does not count.
inline VecF unpack_bf16(VecI bits) { return floats(bits << 16); }

inline VecF unpack_f16(VecI bits) {
  const VecI sign = (bits & 0x8000) << 16, magnitude = bits & 0x7FFF;
  const VecF subnormal = __builtin_convertvector(magnitude, VecF) * 0x1p-24f;
  VecI subnormal_bits;
  std::memcpy(&subnormal_bits, &subnormal, sizeof subnormal_bits);
  const VecI normal = (magnitude << 13) + 0x38000000, special = 0x7F800000 | (magnitude & 0x3FF) << 13;
  return floats(sign | (magnitude >= 0x7C00 ? special : magnitude >= 0x0400 ? normal : subnormal_bits));
}

template <int... i>
void store_interleaved(float* to, VecF low, VecF high, std::integer_sequence<int, i...>) {
  store(to, __builtin_shufflevector(low, high, (i % 2 == 0 ? i / 2 : kLanes + i / 2)...));
  store(to + kLanes, __builtin_shufflevector(low, high, (kLanes / 2 + (i % 2 == 0 ? i / 2 : kLanes + i / 2))...));
}

template <bool kBf16>
void unpack_row(const int32_t* packed, float* to, int64_t columns) {
  int64_t j = 0;
  for (; j + 2 * kLanes <= columns; j += 2 * kLanes) {
    const VecI words = *reinterpret_cast<const VecIUnaligned*>(packed + j / 2);
    const VecI high = (words >> 16) & 0xFFFF;
    const VecF low = kBf16 ? unpack_bf16(words) : unpack_f16(words);
    store_interleaved(to + j, low, kBf16 ? unpack_bf16(high) : unpack_f16(high), std::make_integer_sequence<int, kLanes>{});
  }
  for (; j < columns; ++j) {
    const uint32_t word = static_cast<uint32_t>(packed[j / 2]), bits = j % 2 == 0 ? word & 0xFFFFu : word >> 16;
    to[j] = kBf16 ? from_bf16(bits) : from_f16(bits);
  }
}

// rows[count, columns] from packed[count, (columns + 1) / 2].
inline void unpack_rows(HalfKind kind, const int32_t* packed, int64_t count, int64_t columns, float* rows, ThreadPool& pool) {
  const int64_t words = (columns + 1) / 2;
  parallel_rows(pool, count, columns, [=](int64_t row) {
    if (kind == HalfKind::bf16) {
      unpack_row<true>(packed + row * words, rows + row * columns, columns);
    } else {
      unpack_row<false>(packed + row * words, rows + row * columns, columns);
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
