// binary, f32: NumPy broadcasting over rows; the last axis of an operand runs along or stands still.
#include "backend/cpu/runs_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

template <typename F>
void apply(const Step& step, ThreadPool& pool, F f) {
  const AxisSteps steps[] = {steps_of(step.in[0]), steps_of(step.in[1])};
  const Runs<2> runs(step.out[0], steps);
  const float* a = step.in[0].as<float>();
  const float* b = step.in[1].as<float>();
  float* c = step.out[0].as<float>();
  runs.parallel(pool, [&](int64_t row, int64_t begin, int64_t end) {
    const float* ar = a + runs.offset(row, 0);
    const float* br = b + runs.offset(row, 1);
    float* cr = c + row * runs.length();
    const int64_t a_step = runs.step(0), b_step = runs.step(1);
    for_vectors(begin, end, [=](int64_t i, int64_t lanes) {
      store_lanes(cr + i, f(load_run(ar, a_step, i, lanes), load_run(br, b_step, i, lanes)), lanes);
    });
  });
}

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run(const Step& step, const KernelContext& ctx) {
  switch (step.params[0].i) {
    case 0:
      apply(step, ctx.pool, [](VecF a, VecF b) { return a + b; });
      break;
    case 1:
      apply(step, ctx.pool, [](VecF a, VecF b) { return a - b; });
      break;
    case 2:
      apply(step, ctx.pool, [](VecF a, VecF b) { return a * b; });
      break;
    default:
      apply(step, ctx.pool, [](VecF a, VecF b) { return a / b; });
      break;
  }
  return nullptr;
}

}  // namespace

extern const Kernel kBinary;
const Kernel kBinary = {FACET_KERNEL_NAME("binary"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
