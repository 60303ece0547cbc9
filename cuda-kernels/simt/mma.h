// Tensor-core tiles on the CPU: the hardware's fragment layout and TF32 rounding, written from the PTX manual's tables and not
// from device/mma.cuh, so that each checks the other.
#pragma once

#include <cstdint>
#include <source_location>

namespace facet::simt {

// Round to nearest, ties away from zero, to 10 mantissa bits (cvt.rna.tf32.f32). NaN and infinities stay.
uint32_t round_to_tf32(float x);

// For the calling warp d += a b, for `rows` times `columns` tiles at once: a holds `rows` fragments of four registers, b
// `columns` of two, d `rows` times `columns` of four; every lane passes its own. Low 13 bits of a and b are ignored. The
// products of a tile are exact, their sum with d is rounded once; a GPU rounds a little more. One meeting of the warp serves
// all tiles, since every meeting costs 32 changes of fibers.
void mma_m16n8k8_tf32(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns,
                      std::source_location where = std::source_location::current());

// What ldmatrix.x4 does between lanes: each brings the 16 bytes of one row (lane l that of row l % 8 of matrix l / 8) and gets
// word lane % 4 of row lane / 4 of each of the four matrices.
void transpose_rows(uint32_t (&words)[4], std::source_location where = std::source_location::current());

}  // namespace facet::simt
