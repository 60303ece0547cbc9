// Packing: copying a matrix into panels [length][width] whose rows are read one after the other by a register tile. Columns
// beyond `valid` are zero.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

// to[l * width + j] = from[l * stride + j], j < valid.
inline void pack_rows(float* to, const float* from, int64_t stride, int64_t length, int64_t valid, int64_t width) {
  for (int64_t l = 0; l < length; ++l, to += width, from += stride) {
    int64_t j = 0;
    for (; j + kLanes <= valid; j += kLanes) store(to + j, load(from + j));
#if FACET_SIMD_BYTES == 64
    if (j < width) {
      store_first(to + j, load_first(from + j, valid - j), smaller<int64_t>(width - j, kLanes));
      j += kLanes;
    }
#else
    for (; j < valid; ++j) to[j] = from[j];
#endif
    for (; j < width; ++j) to[j] = 0.0f;
  }
}

// pack_rows into panels side by side, a few rows at a time: columns p * width, .. into the panel at p * panel_floats. The next
// rows are asked for in time: where they lie far apart the processor does not foresee them.
inline void pack_panels(float* to, int64_t panel_floats, const float* from, int64_t stride, int64_t length, int64_t columns,
                        int64_t width) {
  constexpr int64_t kRows = 8;  // lines as far apart as a page share a set of the first-level cache, which has 8 or more
  for (int64_t l = 0; l < length; l += kRows, from += kRows * stride) {
    for (int64_t i = kRows; i < smaller(2 * kRows, length - l); ++i) {
      for (int64_t c = 0; c < columns; c += kLine) __builtin_prefetch(from + i * stride + c);
    }
    float* panel = to + l * width;
    for (int64_t c = 0; c < columns; c += width, panel += panel_floats) {
      pack_rows(panel, from + c, stride, smaller(kRows, length - l), smaller(width, columns - c), width);
    }
  }
}

// to[l * width + j] = from[j * stride + l], j < valid.
inline void pack_columns(float* to, const float* from, int64_t stride, int64_t length, int64_t valid, int64_t width) {
  int64_t j = 0;
  for (; j + kLanes <= valid; j += kLanes) {
    int64_t l = 0;
    for (; l + kLanes <= length; l += kLanes) {
      VecF rows[kLanes];
      FACET_UNROLL
      for (int i = 0; i < kLanes; ++i) rows[i] = load(from + (j + i) * stride + l);
      transpose(rows);
      FACET_UNROLL
      for (int i = 0; i < kLanes; ++i) store(to + (l + i) * width + j, rows[i]);
    }
    for (; l < length; ++l) {
      for (int i = 0; i < kLanes; ++i) to[l * width + j + i] = from[(j + i) * stride + l];
    }
  }
#if FACET_SIMD_BYTES == 64
  // Masked stores make the transposition worth while for the few columns of a narrow panel too.
  if (j < valid && valid - j <= kLanes) {
    int64_t l = 0;
    for (; l + kLanes <= length; l += kLanes) {
      VecF rows[kLanes];
      FACET_UNROLL
      for (int i = 0; i < kLanes; ++i) rows[i] = j + i < valid ? load(from + (j + i) * stride + l) : VecF{};
      transpose(rows);
      FACET_UNROLL
      for (int i = 0; i < kLanes; ++i) store_first(to + (l + i) * width + j, rows[i], smaller<int64_t>(width - j, kLanes));
    }
    for (; l < length; ++l) {
      for (int64_t i = j; i < width; ++i) to[l * width + i] = i < valid ? from[i * stride + l] : 0.0f;
    }
    j = smaller<int64_t>(width, j + kLanes);
  }
#endif
  for (; j < valid; ++j) {
    for (int64_t l = 0; l < length; ++l) to[l * width + j] = from[j * stride + l];
  }
  for (; j < width; ++j) {
    for (int64_t l = 0; l < length; ++l) to[l * width + j] = 0.0f;
  }
}

}  // namespace facet::cpu::FACET_ISA_NS
