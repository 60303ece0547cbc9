// relu, relu_grad and bias_add, f32: one pass over memory each.
#include "backend/cpu/elementwise_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run_relu(const Step& step, const KernelContext& ctx) {
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  parallel_vectors(ctx.pool, step.out[0].count(),
                   [=](int64_t i, int64_t lanes) { store_lanes(y + i, relu(load_lanes(x + i, lanes)), lanes); });
  return nullptr;
}

KernelError run_relu_grad(const Step& step, const KernelContext& ctx) {
  const float* y = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dx = step.out[0].as<float>();
  const int64_t count = step.out[0].count(), rule = step.params[0].i;
  const bool by_output = rule != 2, by_gradient = rule != 0;
  parallel_vectors(ctx.pool, count, [=](int64_t i, int64_t lanes) {
    VecF d = load_lanes(dy + i, lanes);
    if (by_gradient) d = d > 0.0f ? d : VecF{};
    if (by_output) d = load_lanes(y + i, lanes) > 0.0f ? d : VecF{};
    store_lanes(dx + i, d, lanes);
  });
  return nullptr;
}

KernelError run_bias_add(const Step& step, const KernelContext& ctx) {
  const float* x = step.in[0].as<float>();
  const float* b = step.in[1].as<float>();
  float* y = step.out[0].as<float>();
  const int64_t columns = step.in[1].dims[0], rows = step.out[0].count() / columns;
  parallel_rows(ctx.pool, rows, columns, [=](int64_t row) {
    const float* from = x + row * columns;
    float* to = y + row * columns;
    for_vectors(0, columns, [=](int64_t c, int64_t lanes) {
      store_lanes(to + c, load_lanes(from + c, lanes) + load_lanes(b + c, lanes), lanes);
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kRelu, kReluGrad, kBiasAdd;
const Kernel kRelu = {FACET_KERNEL_NAME("relu"), refuse, nullptr, run_relu};
const Kernel kReluGrad = {FACET_KERNEL_NAME("relu_grad"), refuse, nullptr, run_relu_grad};
const Kernel kBiasAdd = {FACET_KERNEL_NAME("bias_add"), refuse, nullptr, run_bias_add};

}  // namespace facet::cpu::FACET_ISA_NS
