// transpose, f32. Where the innermost axis stays, runs of it are copied. Otherwise two axes matter: the innermost of y, and the
// one along which x is dense; tiles of both are turned round in registers, so that memory is read and written in whole vectors.
#include "backend/cpu/runs_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

// Elements of x between neighbours along the axes of y.
AxisSteps permuted_steps(const Step& step) {
  const AxisSteps of_x = steps_of(step.in[0]);
  AxisSteps s{};
  for (int i = 0; i < step.out[0].rank; ++i) s.step[i] = of_x.step[step.params[static_cast<size_t>(i)].i];
  return s;
}

void copy_runs(const Runs<2>& runs, const float* x, float* y, ThreadPool& pool) {
  runs.parallel(pool, [&](int64_t row, int64_t begin, int64_t end) {
    const float* from = x + runs.offset(row, 0);
    float* to = y + row * runs.length();
    const int64_t along = runs.step(0);
    for_vectors(begin, end, [=](int64_t i, int64_t lanes) { store_lanes(to + i, load_run(from, along, i, lanes), lanes); });
  });
}

// y[j][i] = x[i][j] for `columns` (at most kLanes) values of j and all `rows` of i.
void turn_strip(const float* x, int64_t x_step, float* y, int64_t y_step, int64_t rows, int64_t columns) {
  for_vectors(0, rows, [=](int64_t i, int64_t lanes) {
    VecF tile[kLanes] = {};
    for (int64_t r = 0; r < lanes; ++r) tile[r] = load_lanes(x + (i + r) * x_step, columns);
    transpose(tile);
    for (int64_t c = 0; c < columns; ++c) store_lanes(y + c * y_step + i, tile[c], lanes);
  });
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const AxisSteps steps[] = {permuted_steps(step), steps_of(step.out[0])};
  const Runs<2> runs(step.out[0], steps);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const int last = runs.rank() - 1;
  int dense = last;  // the axis along which x is dense
  for (int i = 0; i < last; ++i) {
    if (runs.step(0, i) == 1) dense = i;
  }
  if (dense == last) {
    copy_runs(runs, x, y, ctx.pool);
    return nullptr;
  }
  int64_t outer = 1;
  for (int i = 0; i < last; ++i) {
    if (i != dense) outer *= runs.dim(i);
  }
  const int64_t strips = ceil_div(runs.dim(dense), kLanes);
  parallel_rows(ctx.pool, outer * strips, runs.length() * kLanes, [&](int64_t task) {
    const int64_t first = task % strips * kLanes;
    int64_t from = first, to = first * runs.step(1, dense), rest = task / strips;
    for (int i = last - 1; i >= 0; --i) {
      if (i == dense) continue;
      const int64_t at = rest % runs.dim(i);
      rest /= runs.dim(i);
      from += at * runs.step(0, i);
      to += at * runs.step(1, i);
    }
    turn_strip(x + from, runs.step(0), y + to, runs.step(1, dense), runs.length(),
               smaller<int64_t>(kLanes, runs.dim(dense) - first));
  });
  return nullptr;
}

}  // namespace

extern const Kernel kTranspose;
const Kernel kTranspose = {FACET_KERNEL_NAME("transpose"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
