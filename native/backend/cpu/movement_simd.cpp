// copy, fill, broadcast, slice and slice_grad, f32: moving runs of floats.
#include "backend/cpu/runs_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run_copy(const Step& step, const KernelContext& ctx) {
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const int64_t count = step.out[0].count();
  if (x == y) return nullptr;
  parallel_vectors(ctx.pool, count, [=](int64_t i, int64_t lanes) { store_lanes(y + i, load_lanes(x + i, lanes), lanes); });
  return nullptr;
}

KernelError run_fill(const Step& step, const KernelContext& ctx) {
  float* y = step.out[0].as<float>();
  const VecF value = splat(static_cast<float>(step.params[0].f));
  parallel_vectors(ctx.pool, step.out[0].count(), [=](int64_t i, int64_t lanes) { store_lanes(y + i, value, lanes); });
  return nullptr;
}

KernelError run_broadcast(const Step& step, const KernelContext& ctx) {
  const AxisSteps steps[] = {steps_of(step.in[0])};
  const Runs<1> runs(step.out[0], steps);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const float scale = static_cast<float>(step.params[0].f);
  runs.parallel(ctx.pool, [&](int64_t row, int64_t begin, int64_t end) {
    const float* from = x + runs.offset(row, 0);
    float* to = y + row * runs.length();
    const int64_t along = runs.step(0);
    for_vectors(begin, end,
                [=](int64_t i, int64_t lanes) { store_lanes(to + i, scale * load_run(from, along, i, lanes), lanes); });
  });
  return nullptr;
}

// Where the slice begins in the whole tensor.
int64_t slice_start(const Step& step, const TensorView& whole, const AxisSteps& steps) {
  int64_t start = 0;
  for (int i = 0; i < whole.rank; ++i) start += step.params[static_cast<size_t>(i)].i * steps.step[i];
  return start;
}

KernelError run_slice(const Step& step, const KernelContext& ctx) {
  const AxisSteps steps[] = {steps_of(step.in[0])};
  const Runs<1> runs(step.out[0], steps);
  const float* x = step.in[0].as<float>() + slice_start(step, step.in[0], steps[0]);
  float* y = step.out[0].as<float>();
  runs.parallel(ctx.pool, [&](int64_t row, int64_t begin, int64_t end) {
    const float* from = x + runs.offset(row, 0);
    float* to = y + row * runs.length();
    const int64_t along = runs.step(0);
    for_vectors(begin, end, [=](int64_t i, int64_t lanes) { store_lanes(to + i, load_run(from, along, i, lanes), lanes); });
  });
  return nullptr;
}

KernelError run_slice_grad(const Step& step, const KernelContext& ctx) {
  const AxisSteps steps[] = {steps_of(step.out[0])};
  const Runs<1> runs(step.in[0], steps);
  const float* dy = step.in[0].as<float>();
  float* whole = step.out[0].as<float>();
  parallel_vectors(ctx.pool, step.out[0].count(), [=](int64_t i, int64_t lanes) { store_lanes(whole + i, VecF{}, lanes); });
  float* dx = whole + slice_start(step, step.out[0], steps[0]);
  runs.parallel(ctx.pool, [&](int64_t row, int64_t begin, int64_t end) {
    const float* from = dy + row * runs.length();
    float* to = dx + runs.offset(row, 0);
    const int64_t along = runs.step(0);
    if (along == 1) {
      for_vectors(begin, end, [=](int64_t i, int64_t lanes) { store_lanes(to + i, load_lanes(from + i, lanes), lanes); });
    } else {
      for (int64_t i = begin; i < end; ++i) to[i * along] = from[i];
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kCopy, kFill, kBroadcast, kSlice, kSliceGrad;
const Kernel kCopy = {FACET_KERNEL_NAME("copy"), refuse, nullptr, run_copy};
const Kernel kFill = {FACET_KERNEL_NAME("fill"), refuse, nullptr, run_fill};
const Kernel kBroadcast = {FACET_KERNEL_NAME("broadcast"), refuse, nullptr, run_broadcast};
const Kernel kSlice = {FACET_KERNEL_NAME("slice"), refuse, nullptr, run_slice};
const Kernel kSliceGrad = {FACET_KERNEL_NAME("slice_grad"), refuse, nullptr, run_slice_grad};

}  // namespace facet::cpu::FACET_ISA_NS
