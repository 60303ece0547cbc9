// concat, f32: the inputs' runs side by side, a group of output rows a task.
#include "backend/cpu/elementwise_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

void copy(const float* from, float* to, int64_t begin, int64_t end) {
  for_vectors(begin, end, [=](int64_t i, int64_t lanes) { store_lanes(to + i, load_lanes(from + i, lanes), lanes); });
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const TensorView& y = step.out[0];
  const int64_t axis = step.params[0].i;
  int64_t rows = 1;  // product of the dims before the axis
  for (int64_t i = 0; i < axis; ++i) rows *= y.dims[i];
  const int64_t length = y.count() / rows;
  float* to = y.as<float>();
  if (rows == 1) {
    for (const TensorView& x : step.in) {
      const float* from = x.as<float>();
      const int64_t count = x.count();
      ctx.pool.parallel_for(ceil_div(count, kElementsPerTask), [=](int64_t task, int) {
        copy(from, to, task * kElementsPerTask, smaller((task + 1) * kElementsPerTask, count));
      });
      to += count;
    }
    return nullptr;
  }
  parallel_rows(ctx.pool, rows, length, [&](int64_t row) {
    float* at = to + row * length;
    for (const TensorView& x : step.in) {
      const int64_t run = x.count() / rows;
      copy(x.as<float>() + row * run, at, 0, run);
      at += run;
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kConcat;
const Kernel kConcat = {FACET_KERNEL_NAME("concat"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
