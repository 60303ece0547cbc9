// Elementary functions of vectors, to about two units in the last place.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

// 2^n for integers -126 <= n <= 127.
inline VecF power_of_two(VecI n) {
  const VecI bits = (n + 127) << 23;
  VecF v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}

// e^x = 2^n e^r with |r| <= ln 2 / 2; e^r by its Taylor polynomial with the last coefficients fitted to the interval. NaN stays NaN; overflow gives
// infinity, and results below the normal range are rounded gradually.
inline VecF exp(VecF x) {
  const VecF low = splat(-104.0f), high = splat(89.0f);
  const VecF clamped = x < low ? low : x > high ? high : x;
  const VecF magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
  const VecF n = (clamped * 1.44269504088896341f + magic) - magic;
  VecF r = clamped - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  VecF p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const VecI whole = __builtin_convertvector(n, VecI), half = whole >> 1;
  return p * power_of_two(half) * power_of_two(whole - half);
}

}  // namespace facet::cpu::FACET_ISA_NS
