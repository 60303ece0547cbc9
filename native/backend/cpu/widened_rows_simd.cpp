// pls_pass, row_products and gram of rows of 16 bits: the rows become floats in the scratch, for the kernels of floats. The
// caches of a CPU make more of floats that are read twice than its arithmetic of halves that are widened twice.
#include <vector>

#include "backend/cpu/scratch_simd.h"
#include "backend/cpu/stored_rows.h"
#include "backend/cpu/unpack16_simd.h"

namespace facet::cpu::FACET_ISA_NS {

extern const Kernel kPlsPassFew, kPlsPass, kRowProducts, kGram;

namespace {

// The step with rows of floats, which lie at the beginning of the scratch.
class WidenedStep {
 public:
  WidenedStep(const Step& step, std::byte* scratch) : in_(step.in.begin(), step.in.end()), cutter_(scratch), step_(step) {
    TensorView& rows = in_[0];
    rows.dims[1] = features(step);
    rows.dtype = DType::f32;
    rows.data = cutter_.take<float>(rows.count());
    step_.in = in_;
    for (Param& param : params_) param.i = static_cast<int64_t>(RowStorage::floats);
    step_.params = params_;
  }
  WidenedStep(const WidenedStep&) = delete;
  WidenedStep& operator=(const WidenedStep&) = delete;

  const Step& step() const { return step_; }
  size_t bytes() const { return cutter_.used(); }

 private:
  static int64_t features(const Step& step) {
    if (step.op == Op::pls_pass) return step.in[1].dims[1];
    return step.op == Op::row_products ? step.in[2].dims[1] : 2 * step.in[0].dims[1];
  }

  std::vector<TensorView> in_;
  Param params_[1] = {};
  ScratchCutter cutter_;
  Step step_;
};

template <const Kernel& inner>
const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32 || row_storage(step) == RowStorage::floats) return "rows of 16 bits with f32 only";
  return inner.refuse(WidenedStep(step, nullptr).step());
}

template <const Kernel& inner>
size_t scratch_bytes(const Step& step, int threads) {
  const WidenedStep widened(step, nullptr);
  return widened.bytes() + inner.scratch_bytes(widened.step(), threads);
}

template <const Kernel& inner>
KernelError run(const Step& step, const KernelContext& ctx) {
  const WidenedStep widened(step, ctx.scratch);
  const TensorView& rows = widened.step().in[0];
  const HalfKind kind = row_storage(step) == RowStorage::bf16 ? HalfKind::bf16 : HalfKind::f16;
  unpack_rows(kind, step.in[0].as<int32_t>(), rows.dims[0], rows.dims[1], rows.as<float>(), ctx.pool);
  KernelContext rest = ctx;
  rest.scratch = ctx.scratch + widened.bytes();
  return inner.run(widened.step(), rest);
}

}  // namespace

extern const Kernel kPlsPassFewHalves, kPlsPassHalves, kRowProductsHalves, kGramHalves;
const Kernel kPlsPassFewHalves = {FACET_KERNEL_NAME("pls_pass") "_few_halves", refuse<kPlsPassFew>, scratch_bytes<kPlsPassFew>,
                                  run<kPlsPassFew>};
const Kernel kPlsPassHalves = {FACET_KERNEL_NAME("pls_pass") "_halves", refuse<kPlsPass>, scratch_bytes<kPlsPass>,
                               run<kPlsPass>};
const Kernel kRowProductsHalves = {FACET_KERNEL_NAME("row_products") "_halves", refuse<kRowProducts>,
                                   scratch_bytes<kRowProducts>, run<kRowProducts>};
const Kernel kGramHalves = {FACET_KERNEL_NAME("gram") "_halves", refuse<kGram>, scratch_bytes<kGram>, run<kGram>};

}  // namespace facet::cpu::FACET_ISA_NS
