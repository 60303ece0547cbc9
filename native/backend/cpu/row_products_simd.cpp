// row_products, f32: sums += factors' rows.
#include "backend/cpu/row_sums_simd.h"
#include "backend/cpu/stored_rows.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return refuse_stored_rows(step); }

RowSums sums_of(const Step& step) {
  const TensorView &rows = step.in[0], &factors = step.in[1];
  return {rows.as<float>(), rows.dims[0],           rows.dims[1],           factors.as<float>(),
          factors.dims[1],  step.in[2].as<float>(), step.out[0].as<float>()};
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
  add_row_sums(s, scratch, ctx.pool);
  return nullptr;
}

}  // namespace

extern const Kernel kRowProducts;
const Kernel kRowProducts = {FACET_KERNEL_NAME("row_products"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
