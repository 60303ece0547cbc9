// prelu and prelu_grad, f32: x seen as rows of channels, one pass over memory each.
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

struct Rows {
  int64_t rows, columns;
  bool shared;  // one slope for all columns
  const float* slope;

  explicit Rows(const Step& step) {
    const TensorView& x = step.in[0];
    columns = x.dims[x.rank - 1];
    rows = x.count() / columns;
    shared = step.in[1].dims[0] == 1;
    slope = step.in[1].as<float>();
  }

  VecF slopes(int64_t column, int64_t lanes) const { return shared ? splat(*slope) : load_lanes(slope + column, lanes); }
};

KernelError run(const Step& step, const KernelContext& ctx) {
  const Rows s(step);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const auto activate = [](VecF v, VecF slope) { return v > 0.0f ? v : slope * v; };
  if (s.shared) {
    parallel_vectors(ctx.pool, s.rows * s.columns, [=, slope = splat(*s.slope)](int64_t i, int64_t lanes) {
      store_lanes(y + i, activate(load_lanes(x + i, lanes), slope), lanes);
    });
    return nullptr;
  }
  parallel_rows(ctx.pool, s.rows, s.columns, [=](int64_t row) {
    const float* from = x + row * s.columns;
    float* to = y + row * s.columns;
    for_vectors(0, s.columns, [=](int64_t c, int64_t lanes) {
      store_lanes(to + c, activate(load_lanes(from + c, lanes), load_lanes(s.slope + c, lanes)), lanes);
    });
  });
  return nullptr;
}

size_t scratch_bytes(const Step& step, int) {
  const Rows s(step);
  ScratchCutter cutter(nullptr);
  ColumnSums<1> sums(cutter, s.rows, s.columns);
  return cutter.used();
}

// The sums down the columns visit every element once; dx is written on the way.
KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const Rows s(step);
  const float* x = step.in[0].as<float>();
  const float* dy = step.in[2].as<float>();
  float* dx = step.out[0].as<float>();
  float* dslope = step.out[1].as<float>();
  ScratchCutter cutter(ctx.scratch);
  ColumnSums<1> sums(cutter, s.rows, s.columns);
  sums.run(ctx.pool, [&](int64_t row, int64_t column, int64_t lanes, VecF(&term)[1]) {
    const int64_t at = row * s.columns + column;
    const VecF v = load_lanes(x + at, lanes), d = load_lanes(dy + at, lanes);
    store_lanes(dx + at, v > 0.0f ? d : s.slopes(column, lanes) * d, lanes);
    term[0] = v > 0.0f ? VecF{} : v * d;
  });
  double shared = 0;
  for (int64_t c = 0; c < s.columns; ++c) {
    shared += sums.total(0)[c];
    if (!s.shared) dslope[c] = static_cast<float>(sums.total(0)[c]);
  }
  if (s.shared) *dslope = static_cast<float>(shared);
  return nullptr;
}

}  // namespace

extern const Kernel kPrelu, kPreluGrad;
const Kernel kPrelu = {FACET_KERNEL_NAME("prelu"), refuse, nullptr, run};
const Kernel kPreluGrad = {FACET_KERNEL_NAME("prelu_grad"), refuse, scratch_bytes, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
