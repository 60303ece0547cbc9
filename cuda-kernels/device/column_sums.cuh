// Sums down the rows of matrices [batch, rows, columns], kValues of them for each column, in double.
//
// Many blocks add a share of the rows each, in an order that only the shape decides, and leave their sums in the workspace; a
// second kernel adds the shares and finishes the columns. No atomics.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kColumnThreads = 256;

// How the work is shared out; of the shape alone, so that the sums do not depend on the machine.
struct ColumnPlan {
  int64_t batch, rows, columns;
  int group;   // columns that a thread adds at once: 4 or 1
  int across;  // threads along the columns, a power of two; the others of a block take further rows
  int splits;  // shares of the rows

  ColumnPlan(int64_t batch_count, int64_t row_count, int64_t column_count)
      : batch(batch_count), rows(row_count), columns(column_count), group(column_count % 4 == 0 ? 4 : 1), across(1) {
    const int64_t groups = columns / group;
    while (across < kColumnThreads && across < groups) across *= 2;
    // Enough blocks to fill a large GPU, but at least eight rows a thread.
    const int64_t wanted = std::max<int64_t>(1, 1024 / (tiles() * batch));
    const int64_t possible = std::max<int64_t>(1, rows / (8 * (kColumnThreads / across)));
    splits = static_cast<int>(std::min(wanted, possible));
  }

  int64_t tiles() const { return (columns / group + across - 1) / across; }
  int64_t sums() const { return batch * splits * columns; }
};

template <class Terms>
size_t column_workspace_bytes(int64_t batch, int64_t rows, int64_t columns) {
  return static_cast<size_t>(ColumnPlan(batch, rows, columns).sums()) * Terms::kValues * sizeof(double);
}

// The block's threads with the same columns add up: `sum` of the threads with threadIdx.y 0 becomes the total.
template <int kCount>
__device__ __forceinline__ void add_down(double (&sum)[kCount], const SharedSpan<double>& scratch) {
  const int thread = static_cast<int>(threadIdx.y * blockDim.x + threadIdx.x);
  for (int v = 0; v < kCount; ++v) {
    __syncthreads();  // the value before has been read
    scratch[thread] = sum[v];
    for (unsigned half = blockDim.y / 2; half > 0; half /= 2) {
      __syncthreads();
      if (threadIdx.y < half) scratch[thread] += scratch[thread + static_cast<int>(half * blockDim.x)];
    }
    if (threadIdx.y == 0) sum[v] = scratch[thread];
  }
}

// Terms: static constexpr int kValues; `void add(int64_t i, int64_t c, double (&sum)[kValues * kGroup])` adds the kGroup
// elements from i on, of the columns from c on, to their sums. partial: [batch, splits, kValues, columns]. Grid: column tiles x
// splits x batch.
template <class Terms, int kGroup>
__global__ void __launch_bounds__(kColumnThreads)
    column_partials(Terms terms, int64_t batch, int64_t rows, int64_t columns, double* partial) {
  constexpr int kValues = Terms::kValues;
  FACET_SHARED(double, scratch, kColumnThreads);
  const int64_t first = (int64_t{blockIdx.x} * blockDim.x + threadIdx.x) * kGroup;
  for (int64_t b = blockIdx.z; b < batch; b += gridDim.z) {
    double sum[kValues * kGroup];
#pragma unroll
    for (int v = 0; v < kValues * kGroup; ++v) sum[v] = 0.0;
    if (first < columns) {
      for (int64_t r = int64_t{blockIdx.y} * blockDim.y + threadIdx.y; r < rows; r += int64_t{gridDim.y} * blockDim.y)
        terms.add((b * rows + r) * columns + first, first, sum);
    }
    add_down(sum, scratch);
    if (threadIdx.y != 0 || first >= columns) continue;
#pragma unroll
    for (int v = 0; v < kValues; ++v)
#pragma unroll
      for (int g = 0; g < kGroup; ++g)
        partial[((b * gridDim.y + blockIdx.y) * kValues + v) * columns + first + g] = sum[v * kGroup + g];
  }
}

// Finish: `void finish(int64_t b, int64_t c, const double (&sum)[kValues])`.
template <class Finish, int kValues>
__global__ void __launch_bounds__(kColumnThreads)
    column_totals(Finish finish, const double* partial, int64_t batch, int splits, int64_t columns) {
  FACET_SHARED(double, scratch, kColumnThreads);
  const int64_t c = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  for (int64_t b = blockIdx.z; b < batch; b += gridDim.z) {
    double sum[kValues] = {};
    if (c < columns) {
      for (int s = static_cast<int>(threadIdx.y); s < splits; s += static_cast<int>(blockDim.y))
#pragma unroll
        for (int v = 0; v < kValues; ++v) sum[v] += partial[((b * splits + s) * kValues + v) * columns + c];
    }
    add_down(sum, scratch);
    if (threadIdx.y == 0 && c < columns) finish.finish(b, c, sum);
  }
}

// Terms that add four neighbouring columns: `terms.add4` does what `add` does for one; sum[v * 4 + g] is value v of column c +
// g.
template <class Terms>
struct FourColumns {
  static constexpr int kValues = Terms::kValues;
  Terms terms;

  __device__ void add(int64_t i, int64_t c, double (&sum)[kValues * 4]) const { terms.add4(i, c, sum); }
};

// `aligned`: the pointers that add4 takes fours of are. workspace: column_workspace_bytes<Terms>(batch, rows, columns) bytes.
template <class Terms, class Finish>
Status launch_column_sums(const Terms& terms, const Finish& finish, int64_t batch, int64_t rows, int64_t columns, bool aligned,
                          void* workspace, Stream stream) {
  constexpr int kValues = Terms::kValues;
  const ColumnPlan plan(batch, rows, columns);
  if (plan.tiles() * 4 > 0x7fffffff) return invalid_argument("there are more columns than one launch can add");
  auto* partial = static_cast<double*>(workspace);
  const auto depth = static_cast<unsigned>(std::min<int64_t>(batch, 65535));
  const auto across = static_cast<unsigned>(plan.across);
  const auto splits = static_cast<unsigned>(plan.splits);
  const dim3 block(across, kColumnThreads / across);
  if (plan.group == 4 && aligned) {
    FACET_TRY(FACET_LAUNCH((column_partials<FourColumns<Terms>, 4>), dim3(static_cast<unsigned>(plan.tiles()), splits, depth),
                           block, 0, stream, FourColumns<Terms>{terms}, batch, rows, columns, partial));
  } else {
    // The same threads and shares of rows, so that the workspace is the same; a block has a quarter of the columns.
    const int64_t tiles = (columns + plan.across - 1) / plan.across;
    FACET_TRY(FACET_LAUNCH((column_partials<Terms, 1>), dim3(static_cast<unsigned>(tiles), splits, depth), block, 0, stream,
                           terms, batch, rows, columns, partial));
  }
  unsigned width = 1;
  while (width < 32 && width < columns) width *= 2;
  const dim3 grid(static_cast<unsigned>((columns + width - 1) / width), 1, depth);
  return FACET_LAUNCH((column_totals<Finish, kValues>), grid, dim3(width, kColumnThreads / width), 0, stream, finish, partial,
                      batch, plan.splits, columns);
}

// The same for the terms of one column, `count` of them, which need no add4.
template <class Terms>
size_t total_workspace_bytes(int64_t count) {
  return column_workspace_bytes<Terms>(1, count, 1);
}

template <class Terms, class Finish>
Status launch_total(const Terms& terms, const Finish& finish, int64_t count, void* workspace, Stream stream) {
  const ColumnPlan plan(1, count, 1);
  auto* partial = static_cast<double*>(workspace);
  const dim3 grid(1, static_cast<unsigned>(plan.splits));
  FACET_TRY(FACET_LAUNCH((column_partials<Terms, 1>), grid, dim3(1, kColumnThreads), 0, stream, terms, 1, count, 1, partial));
  return FACET_LAUNCH((column_totals<Finish, Terms::kValues>), 1, dim3(1, kColumnThreads), 0, stream, finish, partial, 1,
                      plan.splits, 1);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
