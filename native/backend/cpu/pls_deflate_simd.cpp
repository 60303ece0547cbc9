// pls_deflate, f32: rows -= scores loadings, and sums += factors' rows while the deflated values are in registers.
#include "backend/cpu/row_sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

RowSums sums_of(const Step& step) {
  const TensorView &rows = step.in[0], &factors = step.in[3];
  return {rows.as<float>(), rows.dims[0],           rows.dims[1],           factors.as<float>(),
          factors.dims[1],  step.in[4].as<float>(), step.out[1].as<float>()};
}

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  return step.in[3].dims[1] > kFewFactors ? "more than 8 factors" : nullptr;
}

size_t scratch_bytes(const Step& step, int threads) {
  const RowSums s = sums_of(step);
  ScratchCutter cutter(nullptr);
  RowSumsScratch scratch(cutter, s.n, s.m, s.k, threads);
  return cutter.used();
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const RowSums s = sums_of(step);
  ScratchCutter cutter(ctx.scratch);
  const RowSumsScratch scratch(cutter, s.n, s.m, s.k, ctx.pool.size());
  const float *scores = step.in[1].as<float>(), *loadings = step.in[2].as<float>();
  const int64_t components = step.in[1].dims[1], panel = scratch.panel();
  float* new_rows = step.out[0].as<float>();
  ctx.pool.parallel_for(ceil_div(s.m, panel), [&](int64_t task, int thread) {
    const int64_t first = task * panel, count = smaller(panel, s.m - first);
    add_few(s, first, count, scratch.own(thread), panel, [&](int64_t row, int64_t feature, int64_t lanes) {
      VecF x = load_lanes(s.rows + row * s.m + feature, lanes);
      for (int64_t a = 0; a < components; ++a) {
        x -= scores[row * components + a] * load_lanes(loadings + a * s.m + feature, lanes);
      }
      store_lanes(new_rows + row * s.m + feature, x, lanes);
      return x;
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kPlsDeflate;
const Kernel kPlsDeflate = {FACET_KERNEL_NAME("pls_deflate"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
