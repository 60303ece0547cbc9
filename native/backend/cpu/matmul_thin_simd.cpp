// matmul, f32, for few rows: a fully connected layer on a small batch reads a big matrix once, and copying it into panels would
// cost more than the multiplications. Two kernels that read b in place: dot products for b stored [n, k] (the layer forward)
// and sums of rows for b stored [k, n] (its data gradient).
#include "backend/cpu/ahead_simd.h"
#include "backend/cpu/matmul_shape_simd.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kMaxRows = 32;

// ---- b stored [n, k]
// ------------------------------------------------------------------------------------------------------------

constexpr int kDotColumns = 4;
constexpr int kDotRows = FACET_SIMD_BYTES == 64 ? 6 : 2;
constexpr int64_t kDotDepth = 1024;  // k of one pass, so that a tile's rows stay in the first-level cache
constexpr int64_t kDotTaskColumns = 32;

// c[m, n] += a[m, :] . b[n, :] over `depth` elements for MT rows and `columns` <= kDotColumns columns.
template <int MT>
void dot_tile(const float* a, const float* b, int64_t stride, int64_t depth, int64_t columns, float* c, int64_t c_stride) {
  VecF acc[MT][kDotColumns] = {};
  const float* rows[kDotColumns];
  FACET_UNROLL
  for (int j = 0; j < kDotColumns; ++j) rows[j] = b + smaller<int64_t>(j, columns - 1) * stride;
  int64_t i = 0;
  for (; i + kLanes <= depth; i += kLanes) {
    VecF bv[kDotColumns];
    FACET_UNROLL
    for (int j = 0; j < kDotColumns; ++j) bv[j] = load(rows[j] + i);
    FACET_UNROLL
    for (int m = 0; m < MT; ++m) {
      const VecF av = load(a + m * stride + i);
      FACET_UNROLL
      for (int j = 0; j < kDotColumns; ++j) acc[m][j] += av * bv[j];
    }
  }
  if (i < depth) {
    FACET_UNROLL
    for (int m = 0; m < MT; ++m) {
      const VecF av = load_first(a + m * stride + i, depth - i);
      FACET_UNROLL
      for (int j = 0; j < kDotColumns; ++j) acc[m][j] += av * load_first(rows[j] + i, depth - i);
    }
  }
  FACET_UNROLL
  for (int m = 0; m < MT; ++m) {
    FACET_UNROLL
    for (int j = 0; j < kDotColumns; ++j) {
      if (j < columns) c[m * c_stride + j] += sum(acc[m][j]);
    }
  }
}

template <int MT>
void dot_tiles(int64_t rows, const float* a, const float* b, int64_t stride, int64_t depth, int64_t columns, float* c,
               int64_t c_stride) {
  if constexpr (MT > 1) {
    if (rows < MT) return dot_tiles<MT - 1>(rows, a, b, stride, depth, columns, c, c_stride);
  }
  dot_tile<MT>(a, b, stride, depth, columns, c, c_stride);
}

const char* refuse_dot(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const MatmulShape s(step);
  if (s.trans_a || !s.trans_b) return "needs a stored [m, k] and b stored [n, k]";
  if (s.m > kMaxRows) return "more than 32 rows";
  return nullptr;
}

KernelError run_dot(const Step& step, const KernelContext& ctx) {
  const MatmulShape s(step);
  const int64_t rows = ceil_div(s.m, ceil_div(s.m, kDotRows));  // of a tile: evenly divided
  ctx.pool.parallel_for(ceil_div(s.n, kDotTaskColumns), [&](int64_t task, int) {
    const int64_t n0 = task * kDotTaskColumns, n1 = smaller(n0 + kDotTaskColumns, s.n);
    for (int64_t m = 0; m < s.m; ++m) {
      for (int64_t n = n0; n < n1; ++n) s.c[m * s.n + n] = s.bias == nullptr ? 0.0f : s.bias[n];
    }
    const int64_t tiles = ceil_div(s.m, rows) * ceil_div(n1 - n0, kDotColumns);
    for (int64_t k = 0; k < s.k; k += kDotDepth) {
      const int64_t depth = smaller(kDotDepth, s.k - k), next = k + depth;
      // Most likely this thread's next task where this one ends.
      const int64_t after = smaller(n0 + ctx.pool.size() * kDotTaskColumns, s.n);
      const Ahead ahead = next < s.k
                              ? Ahead{s.b + n0 * s.k + next, n1 - n0, s.k, smaller(kDotDepth, s.k - next)}
                              : Ahead{s.b + after * s.k, smaller(kDotTaskColumns, s.n - after), s.k, smaller(kDotDepth, s.k)};
      int64_t tile = 0;
      for (int64_t m = 0; m < s.m; m += rows) {
        for (int64_t n = n0; n < n1; n += kDotColumns) {
          ahead.fetch(tile++, tiles);
          dot_tiles<kDotRows>(smaller(rows, s.m - m), s.a + m * s.k + k, s.b + n * s.k + k, s.k, depth,
                              smaller<int64_t>(kDotColumns, n1 - n), s.c + m * s.n + n, s.n);
        }
      }
    }
    if (s.relu) {
      for (int64_t m = 0; m < s.m; ++m) {
        for (int64_t n = n0; n < n1; ++n) {
          float& c = s.c[m * s.n + n];
          c = c < 0.0f ? 0.0f : c;
        }
      }
    }
  });
  return nullptr;
}

// ---- b stored [k, n]
// ------------------------------------------------------------------------------------------------------------

constexpr int64_t kSumTaskColumns = 1024;
// With more rows of c than this, their way to the caches and back costs more than packing b, unless b's rows are so long that
// a panel of it is a page away from its next row at every step.
constexpr int64_t kPackedRows = 8;
constexpr int64_t kLongRow = 4 * kSumTaskColumns;
constexpr int kSumDepth = 8;  // rows of b added at a time

// c[m, 0 .. columns) += sum over i < D of a[m, i] * b[i, :].
template <int D>
void add_rows(const MatmulShape& s, const float* a, int64_t a_row, int64_t a_step, const float* b, float* c, int64_t columns) {
  int64_t n = 0;
  for (; n < columns; n += kLanes) {
    const int64_t lanes = smaller<int64_t>(kLanes, columns - n);
    VecF row[D];
    FACET_UNROLL
    for (int i = 0; i < D; ++i) row[i] = lanes == kLanes ? load(b + i * s.n + n) : load_first(b + i * s.n + n, lanes);
    for (int64_t m = 0; m < s.m; ++m) {
      float* to = c + m * s.n + n;
      const float* am = a + m * a_row;
      VecF acc = lanes == kLanes ? load(to) : load_first(to, lanes);
      FACET_UNROLL
      for (int i = 0; i < D; ++i) acc += am[i * a_step] * row[i];
      if (lanes == kLanes) {
        store(to, acc);
      } else {
        store_first(to, acc, lanes);
      }
    }
  }
}

const char* refuse_sum(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const MatmulShape s(step);
  if (s.trans_b) return "needs b stored [k, n]";
  if (s.m > kMaxRows) return "more than 32 rows";
  if (s.m > kPackedRows && s.n < kLongRow) return "shorter rows are worth packing";
  if (s.n < kSumTaskColumns) return "fewer than 1024 columns";
  return nullptr;
}

KernelError run_sum(const Step& step, const KernelContext& ctx) {
  const MatmulShape s(step);
  const int64_t a_row = s.trans_a ? 1 : s.k, a_step = s.trans_a ? s.m : 1;
  ctx.pool.parallel_for(ceil_div(s.n, kSumTaskColumns), [&](int64_t task, int) {
    const int64_t n0 = task * kSumTaskColumns, columns = smaller(kSumTaskColumns, s.n - n0);
    float* c = s.c + n0;
    for (int64_t m = 0; m < s.m; ++m) {
      for (int64_t n = 0; n < columns; ++n) c[m * s.n + n] = s.bias == nullptr ? 0.0f : s.bias[n0 + n];
    }
    int64_t k = 0;
    for (; k + kSumDepth <= s.k; k += kSumDepth)
      add_rows<kSumDepth>(s, s.a + k * a_step, a_row, a_step, s.b + k * s.n + n0, c, columns);
    for (; k < s.k; ++k) add_rows<1>(s, s.a + k * a_step, a_row, a_step, s.b + k * s.n + n0, c, columns);
    if (s.relu) {
      for (int64_t m = 0; m < s.m; ++m) {
        for (int64_t n = 0; n < columns; ++n) c[m * s.n + n] = c[m * s.n + n] < 0.0f ? 0.0f : c[m * s.n + n];
      }
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kMatmulDot, kMatmulRowSum;
const Kernel kMatmulDot = {FACET_KERNEL_NAME("matmul") "_dot", refuse_dot, nullptr, run_dot};
const Kernel kMatmulRowSum = {FACET_KERNEL_NAME("matmul") "_rowsum", refuse_sum, nullptr, run_sum};

}  // namespace facet::cpu::FACET_ISA_NS
