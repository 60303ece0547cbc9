// Sums that do not drift: a few floats are added as floats, then everything in double, chunk by chunk; the chunks depend on the
// shape only and are added in order, so every thread count gives the same bits.
#pragma once

#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/scratch_simd.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int64_t kMaxSumChunks = 64;
inline constexpr int64_t kTotalsPerTask = 512;  // columns whose chunks one task adds
inline constexpr int kFloatTerms = 8;           // floats added before they are widened

// Chunks for a sum of `terms` rows of `columns` values.
inline int64_t sum_chunks(int64_t terms, int64_t columns) {
  const int64_t wanted = ceil_div(terms * columns, kElementsPerTask);
  return larger<int64_t>(smaller(smaller(wanted, kMaxSumChunks), terms), 1);
}

// Σ term(i, lanes) over the vectors of [begin, end); lanes beyond the range must be zero in the term.
template <typename F>
inline double sum_vectors(int64_t begin, int64_t end, F&& term) {
  VecD total{};
  int64_t i = begin;
  for (; i + kFloatTerms * kLanes <= end; i += kFloatTerms * kLanes) {
    VecF part[2] = {};
    FACET_UNROLL
    for (int t = 0; t < kFloatTerms; ++t) part[t % 2] += term(i + t * kLanes, static_cast<int64_t>(kLanes));
    total += widen(part[0] + part[1]);
  }
  for_vectors(i, end, [&](int64_t j, int64_t lanes) { total += widen(term(j, lanes)); });
  double sum = 0;
  for (int l = 0; l < kLanes; ++l) sum += total[l];
  return sum;
}

// Sums down the columns of [rows, columns]: K sums a column at once.
template <int K>
class ColumnSums {
 public:
  ColumnSums(ScratchCutter& cutter, int64_t rows, int64_t columns)
      : rows_(rows), columns_(columns), padded_(round_up(columns, kLanes)), chunks_(sum_chunks(rows, columns)) {
    sums_ = cutter.take<double>(chunks_ * K * padded_);
  }

  // terms(row, column, lanes, out) writes the K terms of a vector of columns to out[K]. Afterwards total(k)[column] holds the
  // sums.
  template <typename F>
  void run(ThreadPool& pool, F&& terms) {
    pool.parallel_for(chunks_, [&](int64_t chunk, int) { run_chunk(chunk, terms); });
    const int64_t count = K * padded_;
    pool.parallel_for(ceil_div(count, kTotalsPerTask), [&](int64_t task, int) {
      const int64_t begin = task * kTotalsPerTask, end = smaller(begin + kTotalsPerTask, count);
      for (int64_t chunk = 1; chunk < chunks_; ++chunk) {
        const double* part = sums_ + chunk * count;
        for (int64_t i = begin; i < end; ++i) sums_[i] += part[i];
      }
    });
  }

  const double* total(int k) const { return sums_ + k * padded_; }

 private:
  template <typename F>
  void run_chunk(int64_t chunk, F& terms) {
    double* sums = sums_ + chunk * K * padded_;
    std::memset(sums, 0, static_cast<size_t>(K * padded_) * sizeof(double));
    const int64_t begin = chunk * rows_ / chunks_, end = (chunk + 1) * rows_ / chunks_;
    for (int64_t row = begin; row < end; row += kFloatTerms) {
      const int64_t stop = smaller(row + kFloatTerms, end);
      for_vectors(0, columns_, [&](int64_t column, int64_t lanes) {
        VecF part[K] = {};
        for (int64_t r = row; r < stop; ++r) {
          VecF term[K];
          terms(r, column, lanes, term);
          FACET_UNROLL
          for (int k = 0; k < K; ++k) part[k] += term[k];
        }
        FACET_UNROLL
        for (int k = 0; k < K; ++k) {
          double* to = sums + k * padded_ + column;
          VecD sum;
          std::memcpy(&sum, to, sizeof sum);
          sum += widen(part[k]);
          std::memcpy(to, &sum, sizeof sum);
        }
      });
    }
  }

  int64_t rows_, columns_, padded_, chunks_;
  double* sums_;
};

}  // namespace facet::cpu::FACET_ISA_NS
