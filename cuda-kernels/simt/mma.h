// Tensor-core tiles on the CPU: the hardware's fragment layout and TF32 rounding, written from the PTX manual's tables and not
// from device/mma.cuh, so that each checks the other.
#pragma once

#include <cstdint>
#include <source_location>

namespace facet::simt {

// Round to nearest, ties away from zero, to 10 mantissa bits (cvt.rna.tf32.f32). NaN and infinities stay.
uint32_t round_to_tf32(float x);

// d += a b for the calling warp; every lane passes its own registers. Low 13 bits of a and b are ignored. The products are
// exact, their sum with d is rounded once; a GPU rounds a little more.
void mma_m16n8k8_tf32(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2],
                      std::source_location where = std::source_location::current());

}  // namespace facet::simt
