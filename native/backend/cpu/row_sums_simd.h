// sums[k, m] += factors[n, k]' rows[n, m], f32, over a range of features: the product that partial least squares makes of its
// rows again and again. Few factors are added row by row while a panel of sums stays in the first-level cache; with many,
// register tiles of sums of outer products run over packed pieces of the rows.
#pragma once

#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"

namespace facet::cpu::FACET_ISA_NS {

struct RowSums {
  const float* rows;  // [n, m]
  int64_t n, m;
  const float* factors;  // [n, k]
  int64_t k;
  const float* sums;  // [k, m]
  float* out;         // may be sums
};

inline constexpr int64_t kFewFactors = 8;
inline constexpr int64_t kSumPanel = 4096;  // features of a task, most
inline constexpr int kRowsAtATime = 8;
inline constexpr int64_t kRowBlock = 256;    // rows added in a panel of its own before they are added to the sums
inline constexpr int64_t kPackedRows = 128;  // rows of a packed piece

// Scratch of one step: packed factors for all threads, and a panel or a packed piece of rows for each.
class RowSumsScratch {
 public:
  RowSumsScratch(ScratchCutter& cutter, int64_t n, int64_t m, int64_t k, int threads) {
    panel_ = round_up(smaller(m, panel_features(k)), kLanes);
    if (k <= kFewFactors) {
      own_ = round_up(k * panel_, 16);
    } else {
      form_ = outer_form(kMaxOuterVectors, k);
      factors_ = cutter.take<float>(ceil_div(k, form_.rows) * form_.rows * n);
      own_ = round_up(panel_, form_.width()) * kPackedRows;
    }
    own_memory_ = cutter.take<float>(own_ * threads);
  }

  // Features of one task: every task reads all of its rows' pieces, which should be long enough for the memory to stream, and
  // few enough for the sums to stay close.
  static int64_t panel_features(int64_t k) { return k <= kFewFactors ? kSumPanel / larger<int64_t>(k, 1) / 16 * 16 : 1024; }

  OuterForm form() const { return form_; }
  float* factors() const { return factors_; }
  float* own(int thread) const { return own_memory_ + thread * own_; }
  int64_t panel() const { return panel_; }

 private:
  OuterForm form_{};
  int64_t panel_, own_;
  float* factors_ = nullptr;
  float* own_memory_;
};

// panel[k][0 .. count) += R rows' products with their factors. load_row(row, feature, lanes) gives a vector of a row.
template <int R, typename Load>
inline void add_row_products(const RowSums& s, int64_t row, int64_t first, int64_t count, float* panel, int64_t panel_width,
                             Load&& load_row) {
  const float* f = s.factors + row * s.k;
  for_vectors(0, count, [&](int64_t j, int64_t lanes) {
    VecF v[R];
    FACET_UNROLL
    for (int r = 0; r < R; ++r) v[r] = load_row(row + r, first + j, lanes);
    for (int64_t k = 0; k < s.k; ++k) {
      float* to = panel + k * panel_width + j;
      VecF sum = load(to);
      FACET_UNROLL
      for (int r = 0; r < R; ++r) sum += f[r * s.k + k] * v[r];
      store(to, sum);
    }
  });
}

template <typename Load>
inline void add_few(const RowSums& s, int64_t first, int64_t count, float* panel, int64_t width, Load&& load_row) {
  for (int64_t block = 0; block < s.n; block += kRowBlock) {
    const int64_t end = smaller(block + kRowBlock, s.n);
    std::memset(panel, 0, static_cast<size_t>(s.k * width) * sizeof(float));
    int64_t row = block;
    for (; row + kRowsAtATime <= end; row += kRowsAtATime) {
      add_row_products<kRowsAtATime>(s, row, first, count, panel, width, load_row);
    }
    for (; row < end; ++row) add_row_products<1>(s, row, first, count, panel, width, load_row);
    for (int64_t k = 0; k < s.k; ++k) {
      const float* from = (block == 0 ? s.sums : s.out) + k * s.m + first;
      float* to = s.out + k * s.m + first;
      const float* part = panel + k * width;
      for_vectors(0, count,
                  [&](int64_t j, int64_t lanes) { store_lanes(to + j, load_lanes(from + j, lanes) + load(part + j), lanes); });
    }
  }
}

// [row tile of factors][row][form.rows], by all threads.
inline void pack_factors(const RowSums& s, const RowSumsScratch& scratch, ThreadPool& pool) {
  const int64_t width = scratch.form().rows;
  pool.parallel_for(ceil_div(s.k, width), [&](int64_t tile, int) {
    const int64_t k = tile * width;
    pack_rows(scratch.factors() + tile * width * s.n, s.factors + k, s.k, s.n, smaller(width, s.k - k), width);
  });
}

// [tile of columns][row][form.width()] from rows of `count` features, each read from front to back.
inline void pack_piece(const RowSums& s, int64_t row, int64_t rows, int64_t first, int64_t count, int64_t width, float* piece) {
  for (int64_t r = 0; r < rows; ++r) {
    const float* from = s.rows + (row + r) * s.m + first;
    for (int64_t j = 0; j < count; j += width) {
      pack_rows(piece + j * rows + r * width, from + j, s.m, 1, smaller(width, count - j), width);
    }
  }
}

inline void add_many(const RowSums& s, const RowSumsScratch& scratch, int64_t first, int64_t count, float* piece) {
  const OuterForm form = scratch.form();
  if (s.sums != s.out) {
    for (int64_t k = 0; k < s.k; ++k) {
      std::memcpy(s.out + k * s.m + first, s.sums + k * s.m + first, static_cast<size_t>(count) * sizeof(float));
    }
  }
  for (int64_t block = 0; block < s.n; block += kPackedRows) {
    const int64_t rows = smaller(kPackedRows, s.n - block);
    pack_piece(s, block, rows, first, count, form.width(), piece);
    for (int64_t j = 0; j < count; j += form.width()) {
      const int64_t left = smaller(form.width(), count - j);
      const int vectors = static_cast<int>(ceil_div(left, kLanes));
      OuterTile t{};
      t.length = rows;
      t.a_step = form.rows;
      t.b = piece + j * rows;
      t.b_step = form.width();
      t.out_row = s.m;
      t.valid_last_lanes = left - (vectors - 1) * kLanes;
      for (int64_t k = 0; k < s.k; k += form.rows) {
        t.a = scratch.factors() + k * s.n + block * form.rows;
        t.out = s.out + k * s.m + first + j;
        t.valid_rows = smaller<int64_t>(form.rows, s.k - k);
        run_outer_tile(form, vectors, t);
      }
    }
  }
}

// Adds all rows' products; the factors are ready.
inline void add_row_sums(const RowSums& s, const RowSumsScratch& scratch, ThreadPool& pool) {
  const int64_t panel = scratch.panel();
  if (s.k > kFewFactors) pack_factors(s, scratch, pool);
  pool.parallel_for(ceil_div(s.m, panel), [&](int64_t task, int thread) {
    const int64_t first = task * panel, count = smaller(panel, s.m - first);
    if (s.k <= kFewFactors) {
      add_few(s, first, count, scratch.own(thread), panel,
              [&](int64_t row, int64_t feature, int64_t lanes) { return load_lanes(s.rows + row * s.m + feature, lanes); });
    } else {
      add_many(s, scratch, first, count, scratch.own(thread));
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
