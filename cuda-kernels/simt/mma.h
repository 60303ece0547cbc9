// Tensor-core tiles on the CPU: the hardware's fragment layout and TF32 rounding, written from the PTX manual's tables and not
// from device/mma.cuh, so that each checks the other.
#pragma once

#include <bit>
#include <cstdint>
#include <source_location>

namespace facet::simt {

// Round to nearest, ties away from zero, to 10 mantissa bits (cvt.rna.tf32.f32). NaN and infinities stay.
inline uint32_t round_to_tf32(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const bool finite = (~bits & 0x7f800000u) != 0;
  return finite ? (bits + 0x1000u) & ~uint32_t{0x1fff} : bits;
}

// Round to nearest, ties to even, to bf16: the upper half of a float (cvt.rn.bf16.f32). NaN becomes the canonical one.
inline uint32_t round_to_bf16(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

// IEEE binary16 as a float, subnormal numbers, infinities and NaN included (cvt.f32.f16).
inline float from_f16(uint32_t half) {
  const uint32_t sign = (half & 0x8000u) << 16;
  const uint32_t magnitude = half & 0x7fffu;
  // Infinities and NaN keep all exponent bits; else the exponent moves from bias 15 to 127, which multiplying does right for
  // subnormal numbers, too.
  if (magnitude >= 0x7c00u) return std::bit_cast<float>(sign | 0x7f800000u | magnitude << 13);
  const float value = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
  return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(value));
}

// For the calling warp d += a b, for `rows` times `columns` tiles at once: a holds `rows` fragments of four registers, b
// `columns` of two, d `rows` times `columns` of four; every lane passes its own. Low 13 bits of a and b are ignored. Products
// are exact (22 bits), sums are rounded as floats, about as coarsely as a GPU rounds them. One meeting of the warp serves all
// tiles, since every meeting costs 32 changes of fibers.
void mma_m16n8k8_tf32(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns,
                      std::source_location where = std::source_location::current());

// The same, twice as deep, for fragments of pairs of bf16 or f16 numbers (mma.m16n8k16).
void mma_m16n8k16_bf16(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns,
                       std::source_location where = std::source_location::current());
void mma_m16n8k16_f16(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns,
                      std::source_location where = std::source_location::current());

}  // namespace facet::simt
