// Loops over flat tensors: chunks of a size that depends on nothing but the count, so tiny tensors run in one task.
#pragma once

#include "backend/cpu/simd.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int64_t kElementsPerTask = 32 * 1024;

// lanes is kLanes, as a constant, in all but the last round of a loop.
inline VecF load_lanes(const float* p, int64_t lanes) { return lanes == kLanes ? load(p) : load_first(p, lanes); }
inline void store_lanes(float* p, VecF v, int64_t lanes) {
  if (lanes == kLanes) {
    store(p, v);
  } else {
    store_first(p, v, lanes);
  }
}

// body(index, lanes) for consecutive vectors of [begin, end).
template <typename F>
inline void for_vectors(int64_t begin, int64_t end, F&& body) {
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) body(i, static_cast<int64_t>(kLanes));
  if (i < end) body(i, end - i);
}

// The same over [0, count), in parallel.
template <typename F>
inline void parallel_vectors(ThreadPool& pool, int64_t count, F&& body) {
  pool.parallel_for(ceil_div(count, kElementsPerTask), [&](int64_t task, int) {
    for_vectors(task * kElementsPerTask, smaller((task + 1) * kElementsPerTask, count), body);
  });
}

// body(row) for rows of `columns` elements each, in parallel.
template <typename F>
inline void parallel_rows(ThreadPool& pool, int64_t rows, int64_t columns, F&& body) {
  const int64_t per_task = larger<int64_t>(kElementsPerTask / larger<int64_t>(columns, 1), 1);
  pool.parallel_for(ceil_div(rows, per_task), [&](int64_t task, int) {
    for (int64_t row = task * per_task; row < smaller((task + 1) * per_task, rows); ++row) body(row);
  });
}

// to[i] += sums[0][i] + sums[1][i] + .. in this order, of `sums` sums of `count` floats: what the chunks of a sum add to the
// first chunk's.
inline void add_sums(float* to, const float* from, int64_t count, int64_t sums, ThreadPool& pool) {
  constexpr int64_t kPart = 4096;
  pool.parallel_for(ceil_div(count, kPart), [&](int64_t task, int) {
    const int64_t begin = task * kPart, end = smaller(begin + kPart, count);
    for (int64_t j = 0; j < sums; ++j) {
      const float* sum = from + j * count;
      for (int64_t i = begin; i < end; ++i) to[i] += sum[i];
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
