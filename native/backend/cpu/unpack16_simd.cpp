// unpack16, f32.
#include "backend/cpu/unpack16_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const TensorView& rows = step.out[0];
  unpack_rows(static_cast<HalfKind>(step.params[0].i), step.in[0].as<int32_t>(), rows.dims[0], rows.dims[1], rows.as<float>(),
              ctx.pool);
  return nullptr;
}

}  // namespace

extern const Kernel kUnpack16;
const Kernel kUnpack16 = {FACET_KERNEL_NAME("unpack16"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
