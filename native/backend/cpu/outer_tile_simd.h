// The register tile of sums of outer products, out[i, j] (+)= sum over l of a[l, i] * b[l, j]: matrix multiplication, the
// weight gradient of a convolution (l runs over pixels) and ECLoss. a is a column of `rows` neighbours a step, packed or in
// place; b is read in place as NV vectors whose distance is free, along runs of equal steps, so that a shifted window of an
// image needs no copy.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int kMaxOuterVectors = FACET_SIMD_BYTES == 64 ? 4 : 2;

// The register tile of a product: its rows, and its vectors where it is widest (the last columns may take fewer).
struct OuterForm {
  int rows, widest;
  int64_t width() const { return static_cast<int64_t>(widest) * kLanes; }
};

// The forms that exist, by width and then by preference. All but the smallest keep both multipliers busy from loads alone.
inline constexpr OuterForm kOuterForms[] = {
#if FACET_SIMD_BYTES == 64
    {6, 4}, {7, 4}, {4, 4}, {8, 3}, {13, 2}, {11, 2}, {8, 2}, {16, 1}, {8, 1},
#else
    {6, 2},
    {4, 2},
    {8, 1},
    {4, 1},
#endif
};

// A form `widest` vectors wide that wastes little of `rows` rows.
inline OuterForm outer_form(int widest, int64_t rows) {
  OuterForm best{};
  for (const OuterForm& form : kOuterForms) {
    if (form.widest != widest) continue;
    if (best.rows == 0 || round_up(rows, form.rows) * 21 < round_up(rows, best.rows) * 20) best = form;
  }
  return best;
}

struct OuterTile {
  const float* a;  // the first of [runs_outer * runs_inner * length] columns of `rows` neighbours
  int64_t a_step;  // the distance of the columns
  const float* b;
  // l = (outer run, inner run, step); b moves by these amounts.
  int64_t runs_outer = 1, runs_inner = 1, length;
  int64_t b_outer = 0, b_inner = 0, b_step;
  int64_t b_vector = kLanes;  // distance of the vectors of one b row
  float* out;
  int64_t out_row;              // distance of two rows of out
  int64_t out_vector = kLanes;  // distance of the vectors of one out row
  int64_t valid_rows;
  int64_t valid_lanes = kLanes;       // of every vector but the last
  int64_t valid_last_lanes = kLanes;  // of the last
  const float* start = nullptr;       // NV * kLanes values the sums start from; null: zero, and what out holds is added
  bool relu = false;
};

template <int MR, int NV>
void run_outer_tile(const OuterTile& t) {
  // What out holds is added at the end: its way from memory is hidden behind the multiplications.
  FACET_UNROLL
  for (int m = 0; m < MR; ++m) {
    const float* to = t.out + smaller<int64_t>(m, t.valid_rows - 1) * t.out_row;
    FACET_UNROLL
    for (int v = 0; v < NV; ++v) __builtin_prefetch(to + v * t.out_vector, 1);
  }
  VecF acc[MR][NV];
  FACET_UNROLL
  for (int v = 0; v < NV; ++v) {
    const VecF start = t.start == nullptr ? VecF{} : load(t.start + v * kLanes);
    FACET_UNROLL
    for (int m = 0; m < MR; ++m) acc[m][v] = start;
  }

  const float* a = t.a;
  const int64_t length = t.length, a_step = t.a_step, step = t.b_step, vector = t.b_vector;
  for (int64_t outer = 0; outer < t.runs_outer; ++outer) {
    for (int64_t inner = 0; inner < t.runs_inner; ++inner) {
      const float* b = t.b + outer * t.b_outer + inner * t.b_inner;
      for (int64_t l = 0; l < length; ++l, a += a_step, b += step) {
        VecF row[NV];
        FACET_UNROLL
        for (int v = 0; v < NV; ++v) row[v] = load(b + v * vector);
        FACET_UNROLL
        for (int m = 0; m < MR; ++m) {
          FACET_UNROLL
          for (int v = 0; v < NV; ++v) acc[m][v] += a[m] * row[v];
        }
      }
    }
  }

  FACET_UNROLL
  for (int m = 0; m < MR; ++m) {
    if (m < t.valid_rows) {
      float* to = t.out + m * t.out_row;
      FACET_UNROLL
      for (int v = 0; v < NV; ++v) {
        float* at = to + v * t.out_vector;
        const int64_t lanes = v + 1 < NV ? t.valid_lanes : t.valid_last_lanes;
        VecF value = acc[m][v];
        if (lanes == kLanes) {
          if (t.start == nullptr) value += load(at);
          store(at, t.relu ? relu(value) : value);
        } else {
          if (t.start == nullptr) value += load_first(at, lanes);
          store_first(at, t.relu ? relu(value) : value, lanes);
        }
      }
    }
  }
}

template <int MR, int NV>
void run_outer_tile(int vectors, const OuterTile& t) {
  if constexpr (NV > 1) {
    if (vectors < NV) return run_outer_tile<MR, NV - 1>(vectors, t);
  }
  run_outer_tile<MR, NV>(t);
}

// Runs a tile of `vectors` <= form.widest vectors.
inline void run_outer_tile(OuterForm form, int vectors, const OuterTile& t) {
  switch (form.widest * 100 + form.rows) {
#if FACET_SIMD_BYTES == 64
    case 406:
      return run_outer_tile<6, 4>(vectors, t);
    case 407:
      return run_outer_tile<7, 4>(vectors, t);
    case 404:
      return run_outer_tile<4, 4>(vectors, t);
    case 308:
      return run_outer_tile<8, 3>(vectors, t);
    case 213:
      return run_outer_tile<13, 2>(vectors, t);
    case 211:
      return run_outer_tile<11, 2>(vectors, t);
    case 208:
      return run_outer_tile<8, 2>(vectors, t);
    case 116:
      return run_outer_tile<16, 1>(vectors, t);
    case 108:
      return run_outer_tile<8, 1>(vectors, t);
#else
    case 206:
      return run_outer_tile<6, 2>(vectors, t);
    case 204:
      return run_outer_tile<4, 2>(vectors, t);
    case 108:
      return run_outer_tile<8, 1>(vectors, t);
    case 104:
      return run_outer_tile<4, 1>(vectors, t);
#endif
  }
}

// The tile width for rows of `columns` floats: one that wastes few lanes, as wide as possible.
inline int best_outer_vectors(int64_t columns) {
  const int64_t vectors = ceil_div(columns, kLanes);
  for (int widest = kMaxOuterVectors; widest > 1; --widest) {
    if (vectors % widest == 0) return widest;
  }
  return vectors > kMaxOuterVectors ? kMaxOuterVectors : static_cast<int>(vectors);
}

}  // namespace facet::cpu::FACET_ISA_NS
