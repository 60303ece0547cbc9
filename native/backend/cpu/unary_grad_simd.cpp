// unary_grad, f32: one pass, one loop per kind.
#include "backend/cpu/elementwise_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

template <typename F>
void apply(const Step& step, ThreadPool& pool, F f) {
  const float* t = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dx = step.out[0].as<float>();
  parallel_vectors(pool, step.out[0].count(), [=](int64_t i, int64_t lanes) {
    store_lanes(dx + i, f(load_lanes(t + i, lanes), load_lanes(dy + i, lanes)), lanes);
  });
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const UnaryParams p = UnaryParams::of(step);
  const float alpha = static_cast<float>(p.alpha), beta = static_cast<float>(p.beta);
  const VecF zero{};
  switch (p.kind) {
    case UnaryKind::leaky_relu:
      apply(step, ctx.pool, [=](VecF t, VecF dy) { return t > 0.0f ? dy : alpha * dy; });
      break;
    case UnaryKind::clip:
      apply(step, ctx.pool, [=](VecF t, VecF dy) {
        const VecF above = t > alpha ? dy : zero;
        return t < beta ? above : zero;
      });
      break;
    case UnaryKind::hard_sigmoid:
      apply(step, ctx.pool, [=](VecF t, VecF dy) {
        const VecF above = t > 0.0f ? alpha * dy : zero;
        return t < 1.0f ? above : zero;
      });
      break;
    default:  // hard_swish
      apply(step, ctx.pool, [=](VecF t, VecF dy) {
        const VecF gate = alpha * t + beta, inside = (gate + alpha * t) * dy, below = gate >= 1.0f ? dy : inside;
        return gate <= 0.0f ? zero : below;
      });
      break;
  }
  return nullptr;
}

}  // namespace

extern const Kernel kUnaryGrad;
const Kernel kUnaryGrad = {FACET_KERNEL_NAME("unary_grad"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
