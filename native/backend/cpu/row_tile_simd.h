// The register tile of convolution: kRows pixels x NV vectors of output channels, summed over taps and input channels.
//
// Every pixel of every tap is named by a pointer to its input channels (a row of zeros where the tap lies in the padding), so
// one tile serves every kernel size, stride, padding and dilation. Weights come packed as [channel][NV * kLanes]. One step of
// the inner loop loads NV weight vectors and broadcasts kRows inputs for NV * kRows multiply-adds: with 24 to 27 accumulators
// the multipliers are the limit, not the loads. More than 12 rows would not help: their pointers no longer fit the registers.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

// Registers: 32 with 64-byte vectors, 16 with narrower ones.
inline constexpr int kMaxTileVectors = FACET_SIMD_BYTES == 64 ? 4 : 2;

// Pixels of a tile that is `vectors` wide.
constexpr int tile_rows(int vectors) {
  if (FACET_SIMD_BYTES == 64) return vectors == 4 ? 6 : vectors == 3 ? 9 : 12;
  return vectors == 2 ? 6 : 12;
}
inline constexpr int kMaxTileRows = 12;

struct RowTile {
  const float* const* rows;    // [taps][tile_rows]: input channels of each pixel under each tap
  const float* const* panels;  // [taps]: packed weights [channels][vectors * kLanes]
  int64_t taps, channels;
  float* const* out;             // [valid_rows]: output channels of each pixel
  const float* start;            // what the sums start from, vectors * kLanes values; null: zero, and what out holds is added
  const float* added = nullptr;  // or what is added to the sums, laid out as out is: what out[m] points to finds its own at
  const float* out_base;         // added + (out[m] - out_base)
  int64_t valid_rows;            // the rest of the tile is computed (its pointers are readable) but not stored
  int64_t valid_channels;        // output channels stored, > (vectors - 1) * kLanes
  bool relu;
  float ceiling = __builtin_inff();  // of what ReLU lets through
  // Elements from a pixel to its counterpart of the next tile, which is asked for in time: so many rows at once are more than
  // the processor foresees. 0: no need.
  int64_t rows_ahead = 0, out_ahead = 0;
};

template <int NV>
void run_row_tile(const RowTile& t) {
  constexpr int kRows = tile_rows(NV);
  // What out holds is added at the end: its way from memory is hidden behind the multiplications.
  FACET_UNROLL
  for (int m = 0; m < kRows; ++m) {
    const float* to = t.out[smaller<int64_t>(m, t.valid_rows - 1)] + t.out_ahead;
    FACET_UNROLL
    for (int v = 0; v < NV; ++v) __builtin_prefetch(to + v * kLanes, 1);
    if (t.added != nullptr) {
      FACET_UNROLL
      for (int v = 0; v < NV; ++v) __builtin_prefetch(t.added + (to - t.out_base) + v * kLanes);
    }
  }
  VecF acc[kRows][NV];
  FACET_UNROLL
  for (int v = 0; v < NV; ++v) {
    const VecF start = t.start == nullptr ? VecF{} : load(t.start + v * kLanes);
    FACET_UNROLL
    for (int m = 0; m < kRows; ++m) acc[m][v] = start;
  }

  const float* const* rows = t.rows;
  const int64_t channels = t.channels;
  for (int64_t tap = 0; tap < t.taps; ++tap, rows += kRows) {
    const float* panel = t.panels[tap];
    const float* x[kRows];
    FACET_UNROLL
    for (int m = 0; m < kRows; ++m) x[m] = rows[m];
    for (int64_t c = 0; c < channels;) {
      int64_t end = channels;
      if (t.rows_ahead != 0) {
        end = smaller(c + kLine, channels);
        FACET_UNROLL
        for (int m = 0; m < kRows; ++m) __builtin_prefetch(x[m] + c + t.rows_ahead, 0, 2);
      }
      for (; c < end; ++c, panel += NV * kLanes) {
        VecF w[NV];
        FACET_UNROLL
        for (int v = 0; v < NV; ++v) w[v] = load(panel + v * kLanes);
        FACET_UNROLL
        for (int m = 0; m < kRows; ++m) {
          FACET_UNROLL
          for (int v = 0; v < NV; ++v) acc[m][v] += x[m][c] * w[v];
        }
      }
    }
  }

  const int64_t last = t.valid_channels - (NV - 1) * kLanes;
  if (t.valid_rows == kRows && last == kLanes && t.start != nullptr && t.added == nullptr && !t.relu) {
    // With few input channels what is asked for every vector below would take as long as the products.
    FACET_UNROLL
    for (int m = 0; m < kRows; ++m) {
      FACET_UNROLL
      for (int v = 0; v < NV; ++v) store(t.out[m] + v * kLanes, acc[m][v]);
    }
    return;
  }
  FACET_UNROLL
  for (int m = 0; m < kRows; ++m) {
    if (m < t.valid_rows) {
      FACET_UNROLL
      for (int v = 0; v < NV; ++v) {
        float* at = t.out[m] + v * kLanes;
        VecF value = acc[m][v];
        const float* more = t.added == nullptr ? nullptr : t.added + (at - t.out_base);
        if (v + 1 < NV || last == kLanes) {
          if (t.start == nullptr) value += load(at);
          if (more != nullptr) value += load(more);
          store(at, t.relu ? relu(value, t.ceiling) : value);
        } else {
          if (t.start == nullptr) value += load_first(at, last);
          if (more != nullptr) value += load_first(more, last);
          store_first(at, t.relu ? relu(value, t.ceiling) : value, last);
        }
      }
    }
  }
}

// Runs the tile that is `vectors` wide.
inline void run_row_tile(int vectors, const RowTile& t) {
  switch (vectors) {
    case 1:
      return run_row_tile<1>(t);
    case 2:
      return run_row_tile<2>(t);
#if FACET_SIMD_BYTES == 64
    case 3:
      return run_row_tile<3>(t);
    case 4:
      return run_row_tile<4>(t);
#endif
  }
}

}  // namespace facet::cpu::FACET_ISA_NS
