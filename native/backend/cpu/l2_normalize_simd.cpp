// l2_normalize and its gradient, f32, row by row; sums in double.
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

double dot(const float* a, const float* b, int64_t begin, int64_t end) {
  return sum_vectors(begin, end, [=](int64_t i, int64_t lanes) { return load_lanes(a + i, lanes) * load_lanes(b + i, lanes); });
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const int64_t length = step.out[0].dims[step.out[0].rank - 1], rows = step.out[0].count() / length;
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const double epsilon = step.params[0].f;
  parallel_rows(ctx.pool, rows, 2 * length, [=](int64_t row) {
    const int64_t first = row * length, end = first + length;
    const float scale = static_cast<float>(1.0 / __builtin_sqrt(dot(x, x, first, end) + epsilon));
    for_vectors(first, end, [=](int64_t i, int64_t lanes) { store_lanes(y + i, load_lanes(x + i, lanes) * scale, lanes); });
  });
  return nullptr;
}

// dx = (dy - x (x . dy) / (x . x + epsilon)) / sqrt(x . x + epsilon)
KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const int64_t length = step.out[0].dims[step.out[0].rank - 1], rows = step.out[0].count() / length;
  const float* x = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dx = step.out[0].as<float>();
  const double epsilon = step.params[0].f;
  parallel_rows(ctx.pool, rows, 4 * length, [=](int64_t row) {
    const int64_t first = row * length, end = first + length;
    const double square = dot(x, x, first, end) + epsilon;
    const float slope = static_cast<float>(dot(x, dy, first, end) / square),
                scale = static_cast<float>(1.0 / __builtin_sqrt(square));
    for_vectors(first, end, [=](int64_t i, int64_t lanes) {
      store_lanes(dx + i, (load_lanes(dy + i, lanes) - load_lanes(x + i, lanes) * slope) * scale, lanes);
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kL2Normalize, kL2NormalizeGrad;
const Kernel kL2Normalize = {FACET_KERNEL_NAME("l2_normalize"), refuse, nullptr, run};
const Kernel kL2NormalizeGrad = {FACET_KERNEL_NAME("l2_normalize_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
