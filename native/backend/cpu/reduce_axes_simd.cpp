// reduce over axes that are not neighbours, f32. Neighbouring axes of one kind become one; the innermost is either kept (sums
// of whole rows of columns) or summed (sums of runs). Few outputs over many terms are cut into chunks of terms, which depend on
// the shape only and are added in order.
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kBlock = 2048;  // columns that are summed at once: their sums stay in the first-level cache
constexpr int64_t kEnoughTasks = 32;

// Some axes of x, walked in row-major order.
struct Walk {
  int rank = 0;
  int64_t count = 1;
  int64_t dims[kMaxRank];  // innermost first
  int64_t steps[kMaxRank];

  void add(int64_t dim, int64_t step) {
    dims[rank] = dim;
    steps[rank++] = step;
    count *= dim;
  }
  int64_t offset(int64_t index) const {
    int64_t at = 0;
    for (int i = 0; i < rank; ++i) {
      at += index % dims[i] * steps[i];
      index /= dims[i];
    }
    return at;
  }
};

struct Shape {
  Walk kept, summed;  // all but the innermost
  int64_t inner = 1;
  bool columns = true;  // the innermost is kept
  double scale = 1;

  explicit Shape(const Step& step) {
    const TensorView& x = step.in[0];
    const int64_t mask = step.params[1].i;
    Walk groups[2];  // kept, summed
    bool first = true, innermost = true, before = false;
    int64_t step_of_axis = 1;
    for (int axis = x.rank - 1; axis >= 0; --axis) {
      const int64_t n = x.dims[axis];
      if (n == 1) continue;
      const bool sums = (mask >> axis & 1) != 0;
      if (first) columns = !sums;
      innermost = innermost && (first || sums == before);
      Walk& group = groups[sums ? 1 : 0];
      if (innermost) {
        inner *= n;
      } else if (group.rank > 0 && sums == before) {
        group.dims[group.rank - 1] *= n;
        group.count *= n;
      } else {
        group.add(n, step_of_axis);
      }
      step_of_axis *= n;
      before = sums;
      first = false;
    }
    kept = groups[0];
    summed = groups[1];
    if (step.params[0].i == 1) scale = 1.0 / static_cast<double>(summed.count * (columns ? 1 : inner));
  }

  int64_t blocks() const { return columns ? ceil_div(inner, kBlock) : 1; }
  int64_t outputs() const { return kept.count * (columns ? inner : 1); }
  int64_t chunks() const {
    if (kept.count * blocks() >= kEnoughTasks) return 1;
    return larger<int64_t>(smaller(smaller(summed.count, kEnoughTasks), outputs() * summed.count / kElementsPerTask), 1);
  }
};

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int threads) {
  const Shape s(step);
  const int64_t sums = s.chunks() > 1 ? s.chunks() * s.outputs() : threads * kBlock;
  return static_cast<size_t>(sums) * sizeof(double);
}

// sums[0 .. count) = the terms [begin, end) of `count` neighbouring columns.
void sum_columns(const Shape& s, const float* x, int64_t begin, int64_t end, int64_t count, double* sums) {
  std::memset(sums, 0, static_cast<size_t>(count) * sizeof(double));
  for (int64_t term = begin; term < end; ++term) {
    const float* from = x + s.summed.offset(term);
    int64_t c = 0;
    for (; c + kLanes <= count; c += kLanes) {
      VecD sum;
      std::memcpy(&sum, sums + c, sizeof sum);
      sum += widen(load(from + c));
      std::memcpy(sums + c, &sum, sizeof sum);
    }
    for (; c < count; ++c) sums[c] += static_cast<double>(from[c]);
  }
}

double sum_runs(const Shape& s, const float* x, int64_t begin, int64_t end) {
  double sum = 0;
  for (int64_t term = begin; term < end; ++term) {
    const float* from = x + s.summed.offset(term);
    sum += sum_vectors(0, s.inner, [from](int64_t i, int64_t lanes) { return load_lanes(from + i, lanes); });
  }
  return sum;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const Shape s(step);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  double* scratch = reinterpret_cast<double*>(ctx.scratch);
  const int64_t blocks = s.blocks(), chunks = s.chunks(), outputs = s.outputs();
  const int64_t tasks = s.kept.count * blocks, work = s.summed.count * smaller(s.inner, kBlock);
  const int64_t per_task = chunks > 1 ? 1 : larger<int64_t>(kElementsPerTask / work, 1);
  ctx.pool.parallel_for(ceil_div(tasks, per_task) * chunks, [&](int64_t task, int thread) {
    const int64_t chunk = task % chunks, first = task / chunks * per_task;
    const int64_t begin = chunk * s.summed.count / chunks, end = (chunk + 1) * s.summed.count / chunks;
    for (int64_t i = first; i < smaller(first + per_task, tasks); ++i) {
      const int64_t column = i % blocks * kBlock, row = i / blocks, count = s.columns ? smaller(s.inner - column, kBlock) : 1;
      const int64_t output = s.columns ? row * s.inner + column : row;
      const float* from = x + s.kept.offset(row) + column;
      double* sums = chunks > 1 ? scratch + chunk * outputs + output : scratch + thread * kBlock;
      if (s.columns) {
        sum_columns(s, from, begin, end, count, sums);
      } else {
        *sums = sum_runs(s, from, begin, end);
      }
      if (chunks > 1) continue;
      for (int64_t c = 0; c < count; ++c) y[output + c] = static_cast<float>(sums[c] * s.scale);
    }
  });
  for (int64_t i = 0; chunks > 1 && i < outputs; ++i) {
    double total = 0;
    for (int64_t chunk = 0; chunk < chunks; ++chunk) total += scratch[chunk * outputs + i];
    y[i] = static_cast<float>(total * s.scale);
  }
  return nullptr;
}

}  // namespace

extern const Kernel kReduceAxes;
const Kernel kReduceAxes = {FACET_KERNEL_NAME("reduce") "_axes", refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
