// unary, f32: one pass, one loop per kind.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/simd_math.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

template <typename F>
void apply(const Step& step, ThreadPool& pool, F f) {
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  parallel_vectors(pool, step.out[0].count(),
                   [=](int64_t i, int64_t lanes) { store_lanes(y + i, f(load_lanes(x + i, lanes)), lanes); });
}

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const float alpha = static_cast<float>(step.params[1].f), beta = static_cast<float>(step.params[2].f);
  switch (step.params[0].i) {
    case 0:
      apply(step, ctx.pool, [=](VecF x) { return alpha * x + beta; });
      break;
    case 1:
      apply(step, ctx.pool, [](VecF x) { return exp(x); });
      break;
    case 2:
      apply(step, ctx.pool, [](VecF x) { return log(x); });
      break;
    case 3:
      apply(step, ctx.pool, [](VecF x) { return sqrt(x); });
      break;
    case 4:
      apply(step, ctx.pool, [](VecF x) { return x * x; });
      break;
    case 5:
      apply(step, ctx.pool, [](VecF x) { return abs(x); });
      break;
    case 6:
      apply(step, ctx.pool, [](VecF x) { return sigmoid(x); });
      break;
    case 7:
      apply(step, ctx.pool, [](VecF x) { return tanh(x); });
      break;
    case 8:
      apply(step, ctx.pool, [](VecF x) { return 1.0f / x; });
      break;
    default:
      apply(step, ctx.pool, [](VecF x) { return x > 0.0f ? splat(1.0f) : x < 0.0f ? splat(-1.0f) : x; });
      break;
  }
  return nullptr;
}

}  // namespace

extern const Kernel kUnary;
const Kernel kUnary = {FACET_KERNEL_NAME("unary"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
