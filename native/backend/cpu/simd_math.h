// Elementary functions of vectors, to about two units in the last place.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

inline VecI bits_of(VecF x) {
  VecI bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline VecF float_of(VecI bits) {
  VecF x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// 2^n for integers -126 <= n <= 127.
inline VecF power_of_two(VecI n) {
  const VecI bits = (n + 127) << 23;
  return float_of(bits);
}

// e^x = 2^n e^r with |r| <= ln 2 / 2; e^r by a minimax polynomial. NaN stays NaN; overflow
// gives infinity, and results below the normal range are rounded gradually. (Coefficients here and below: Moshier's Cephes
// library.)
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

// e^x for x <= 0, of x below -87 as of -87, to 1.3 units in the last place: cheaper than exp for what is taken relative to a
// greatest value. NaN stays NaN. (The polynomial is minimax in the relative error.)
inline VecF exp_not_positive(VecF x) {
  const VecF low = splat(-87.0f), magic = splat(12582912.0f);
  const VecF clamped = x < low ? low : x;
  const VecF shifted = clamped * 1.44269504088896341f + magic, n = shifted - magic;
  VecF r = clamped - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  VecF p = splat(1.3814540579915047e-3f);
  p = p * r + 8.36874544620514e-3f;
  p = p * r + 4.166838899254799e-2f;
  p = p * r + 1.666652113199234e-1f;
  p = p * r + 4.999999403953552e-1f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * float_of((bits_of(shifted) + 127) << 23);  // n stands in the last bits of `shifted`
}

inline VecF abs(VecF x) { return float_of(bits_of(x) & 0x7fffffff); }

inline VecF sqrt(VecF x) {
  FACET_UNROLL
  for (int i = 0; i < kLanes; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
}

// log(x) = e ln 2 + log(m) with m in [sqrt(1/2), sqrt(2)), log(m) by a polynomial in m - 1. log 0 = -infinity, of a negative
// number NaN.
inline VecF log(VecF x) {
  const VecI subnormal = x < 1.17549435e-38f;
  const VecF scaled = subnormal ? x * 8388608.0f : x;
  const VecI bits = bits_of(scaled);
  VecI exponent = ((bits >> 23) & 0xff) - 126;
  exponent = subnormal ? exponent - 23 : exponent;
  VecF m = float_of((bits & 0x007fffff) | 0x3f000000);  // [1/2, 1)
  const VecI small = m < 0.707106781186547524f;
  m = small ? m + m - 1.0f : m - 1.0f;
  const VecF e = __builtin_convertvector(small ? exponent - 1 : exponent, VecF);
  VecF p = splat(7.0376836292e-2f);
  p = p * m + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const VecF square = m * m;
  VecF y = p * m * square + e * -2.12194440e-4f - 0.5f * square;
  y = m + y + e * 0.693359375f;
  const VecF infinity = splat(__builtin_inff());
  y = x == infinity ? infinity : y;
  y = x == 0.0f ? -infinity : y;
  y = x < 0.0f ? splat(__builtin_nanf("")) : y;
  return x != x ? x : y;
}

inline VecF sigmoid(VecF x) { return 1.0f / (1.0f + exp(-x)); }

// 1 - 2 / (e^2|x| + 1) with the sign of x; near zero, where that cancels, x times a polynomial in x^2.
inline VecF tanh(VecF x) {
  const VecF magnitude = abs(x), square = x * x;
  VecF far = 1.0f - 2.0f / (exp(magnitude + magnitude) + 1.0f);
  far = x < 0.0f ? -far : far;
  VecF p = splat(-5.70498872745e-3f);
  p = p * square + 2.06390887954e-2f;
  p = p * square + -5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square + -3.33332819422e-1f;
  const VecF near = p * square * x + x;
  return magnitude < 0.625f ? near : far;
}

}  // namespace facet::cpu::FACET_ISA_NS
