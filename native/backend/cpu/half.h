// 16-bit floats as numbers.
#pragma once

#include <bit>
#include <cstdint>

#include "core/kernel.h"

namespace facet::cpu {

enum class HalfKind : int64_t { bf16 = 0, f16 = 1 };

FACET_ALWAYS_INLINE float from_bf16(uint32_t bits) { return std::bit_cast<float>(bits << 16); }

// To nearest, ties to even; a NaN stays one.
FACET_ALWAYS_INLINE uint32_t to_bf16(float x) {
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return bits >> 16 | 0x40u;
  return (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16;
}

// Exact for all values; a NaN keeps the upper bits of its payload.
FACET_ALWAYS_INLINE float from_f16(uint32_t bits) {
  const uint32_t sign = (bits & 0x8000u) << 16, magnitude = bits & 0x7FFFu;
  if (magnitude >= 0x7C00u) return std::bit_cast<float>(sign | 0x7F800000u | (magnitude & 0x3FFu) << 13);
  if (magnitude >= 0x0400u) return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000u));
  const float subnormal = static_cast<float>(magnitude) * 0x1p-24f;
  return sign != 0 ? -subnormal : subnormal;
}

}  // namespace facet::cpu
