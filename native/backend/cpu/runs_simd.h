// Walking up to N dense operands along the axes of one shape: neighbouring axes that every operand walks evenly become one, so
// that what is left is rows of an inner run, each operand standing still (0), moving by one, or jumping along it.
#pragma once

#include "backend/cpu/elementwise_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {

struct AxisSteps {
  int64_t step[kMaxRank];
};

// Elements between neighbours of a dense tensor along each axis, 0 along axes of size 1 (they are broadcast).
inline AxisSteps steps_of(const TensorView& t) {
  AxisSteps s{};
  int64_t step = 1;
  for (int i = t.rank - 1; i >= 0; --i) {
    s.step[i] = t.dims[i] == 1 ? 0 : step;
    step *= t.dims[i];
  }
  return s;
}

template <int N>
class Runs {
 public:
  // The axes of `shape`; steps[k] are those of operand k.
  Runs(const TensorView& shape, const AxisSteps (&steps)[N]) {
    for (int i = 0; i < shape.rank; ++i) {
      if (shape.dims[i] == 1) continue;
      bool even = rank_ > 0;
      for (int k = 0; even && k < N; ++k) even = steps_[k][rank_ - 1] == steps[k].step[i] * shape.dims[i];
      if (!even) dims_[rank_++] = 1;
      dims_[rank_ - 1] *= shape.dims[i];
      for (int k = 0; k < N; ++k) steps_[k][rank_ - 1] = steps[k].step[i];
    }
    if (rank_ == 0) dims_[rank_++] = 1;
    for (int i = 0; i + 1 < rank_; ++i) rows_ *= dims_[i];
  }

  int64_t rows() const { return rows_; }
  int64_t length() const { return dims_[rank_ - 1]; }
  int64_t step(int operand) const { return steps_[operand][rank_ - 1]; }

  // The joined axes one by one, the runs' axis being the last.
  int rank() const { return rank_; }
  int64_t dim(int axis) const { return dims_[axis]; }
  int64_t step(int operand, int axis) const { return steps_[operand][axis]; }

  // Where a row of an operand begins.
  int64_t offset(int64_t row, int operand) const {
    int64_t at = 0;
    for (int i = rank_ - 2; i >= 0; --i) {
      at += row % dims_[i] * steps_[operand][i];
      row /= dims_[i];
    }
    return at;
  }

  // body(row, begin, end): parts of rows, in parallel; a single long row is cut.
  template <typename F>
  void parallel(ThreadPool& pool, F&& body) const {
    const int64_t n = length();
    if (rows_ == 1) {
      pool.parallel_for(ceil_div(n, kElementsPerTask), [&](int64_t task, int) {
        body(int64_t{0}, task * kElementsPerTask, smaller((task + 1) * kElementsPerTask, n));
      });
    } else {
      parallel_rows(pool, rows_, n, [&](int64_t row) { body(row, int64_t{0}, n); });
    }
  }

 private:
  int rank_ = 0;
  int64_t rows_ = 1;
  int64_t dims_[kMaxRank];
  int64_t steps_[N][kMaxRank];
};

// `lanes` elements from i on of a run that moves by `step`.
inline VecF load_run(const float* run, int64_t step, int64_t i, int64_t lanes) {
  if (step == 1) return load_lanes(run + i, lanes);
  if (step == 0) return splat(*run);
  float values[kLanes] = {};
  for (int64_t l = 0; l < lanes; ++l) values[l] = run[(i + l) * step];
  return load(values);
}

}  // namespace facet::cpu::FACET_ISA_NS
