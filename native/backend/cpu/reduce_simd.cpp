// reduce and sum_squares, f32. reduce serves every axis mask that leaves one run of summed axes, x seen as [outer, summed,
// inner]: bias gradients (outer 1), rows (inner 1), means over the pixels of each image, and everything.
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

// With at most so many rows every task adds them for columns of its own: sums in double of chunks of rows would have more bytes
// than the rows.
constexpr int64_t kFewRows = 16;

struct Shape {
  int64_t outer = 1, summed = 1, inner = 1;
  bool one_run = true;
  bool mean;

  explicit Shape(const Step& step) : mean(step.params[0].i == 1) {
    const TensorView& x = step.in[0];
    const int64_t mask = step.params[1].i;
    bool seen = false;
    for (int axis = 0; axis < x.rank; ++axis) {
      const int64_t n = x.dims[axis];
      if (n == 1) continue;
      if ((mask >> axis & 1) != 0) {
        if (inner > 1) one_run = false;
        seen = true;
        summed *= n;
      } else if (seen) {
        inner *= n;
      } else {
        outer *= n;
      }
    }
  }

  double scale() const { return mean ? 1.0 / static_cast<double>(summed) : 1.0; }
  bool by_columns() const { return inner > 1; }
  bool by_vectors() const { return outer > 1 || summed <= kFewRows; }
  int64_t chunks() const { return outer > 1 ? 1 : sum_chunks(summed, 1); }
};

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  return Shape(step).one_run ? nullptr : "summed axes are not neighbours";
}

size_t scratch_bytes(const Step& step, int) {
  const Shape s(step);
  ScratchCutter cutter(nullptr);
  if (s.by_columns()) {
    if (!s.by_vectors()) ColumnSums<1>(cutter, s.summed, s.inner);
    return cutter.used();
  }
  cutter.take<double>(s.chunks());
  return cutter.used();
}

// One sum a row; a single long row is cut into chunks.
void sum_rows(const Shape& s, const float* x, float* y, double* parts, ThreadPool& pool) {
  const auto sum = [x](int64_t begin, int64_t end) {
    return sum_vectors(begin, end, [x](int64_t i, int64_t lanes) { return load_lanes(x + i, lanes); });
  };
  if (s.outer > 1) {
    parallel_rows(pool, s.outer, s.summed,
                  [&](int64_t row) { y[row] = static_cast<float>(sum(row * s.summed, (row + 1) * s.summed) * s.scale()); });
    return;
  }
  const int64_t chunks = s.chunks();
  pool.parallel_for(chunks, [&](int64_t c, int) { parts[c] = sum(c * s.summed / chunks, (c + 1) * s.summed / chunks); });
  double total = 0;
  for (int64_t c = 0; c < chunks; ++c) total += parts[c];
  y[0] = static_cast<float>(total * s.scale());
}

// The columns of one large matrix, or vectors of columns by themselves where there are many matrices or few rows. Means over
// pixels are sums of few values, all of them in double.
void sum_columns(const Shape& s, const float* x, float* y, ScratchCutter cutter, ThreadPool& pool) {
  if (s.by_vectors()) {
    const int64_t blocks = ceil_div(s.inner, kLanes), terms = s.outer > 1 ? 1 : kFloatTerms;
    parallel_rows(pool, s.outer * blocks, s.summed * kLanes, [&](int64_t task) {
      const int64_t column = task % blocks * kLanes, lanes = smaller<int64_t>(kLanes, s.inner - column);
      const float* from = x + task / blocks * s.summed * s.inner + column;
      VecD total{};
      for (int64_t row = 0; row < s.summed; row += terms) {
        VecF part{};
        for (int64_t r = row; r < smaller(row + terms, s.summed); ++r, from += s.inner) part += load_lanes(from, lanes);
        total += widen(part);
      }
      store_lanes(y + task / blocks * s.inner + column, __builtin_convertvector(total * s.scale(), VecF), lanes);
    });
    return;
  }
  ColumnSums<1> sums(cutter, s.summed, s.inner);
  sums.run(pool, [&](int64_t row, int64_t column, int64_t lanes, VecF(&term)[1]) {
    term[0] = load_lanes(x + row * s.inner + column, lanes);
  });
  for (int64_t c = 0; c < s.inner; ++c) y[c] = static_cast<float>(sums.total(0)[c] * s.scale());
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const Shape s(step);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  ScratchCutter cutter(ctx.scratch);
  if (s.by_columns()) {
    sum_columns(s, x, y, cutter, ctx.pool);
  } else {
    sum_rows(s, x, y, cutter.take<double>(s.chunks()), ctx.pool);
  }
  return nullptr;
}

const char* refuse_squares(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t squares_scratch_bytes(const Step& step, int) {
  return static_cast<size_t>(sum_chunks(step.in[0].count(), 1)) * sizeof(double);
}

KernelError run_squares(const Step& step, const KernelContext& ctx) {
  const float* x = step.in[0].as<float>();
  const int64_t count = step.in[0].count(), chunks = sum_chunks(count, 1);
  double* parts = reinterpret_cast<double*>(ctx.scratch);
  ctx.pool.parallel_for(chunks, [&](int64_t c, int) {
    VecD total{};
    for_vectors(c * count / chunks, (c + 1) * count / chunks, [&](int64_t i, int64_t lanes) {
      const VecD v = widen(load_lanes(x + i, lanes));
      total += v * v;
    });
    parts[c] = 0;
    for (int l = 0; l < kLanes; ++l) parts[c] += total[l];
  });
  double total = 0;
  for (int64_t c = 0; c < chunks; ++c) total += parts[c];
  step.out[0].as<float>()[0] = static_cast<float>(total);
  return nullptr;
}

}  // namespace

extern const Kernel kReduce, kSumSquares;
const Kernel kReduce = {FACET_KERNEL_NAME("reduce"), refuse, scratch_bytes, run};
const Kernel kSumSquares = {FACET_KERNEL_NAME("sum_squares"), refuse_squares, squares_scratch_bytes, run_squares};

}  // namespace facet::cpu::FACET_ISA_NS
