// softmax and softmax_grad, f32, row by row; sums in double.
#include "backend/cpu/simd_math.h"
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

float greatest(const float* row, int64_t length) {
  float most = row[0];
  for (int64_t i = 1; i < length; ++i) most = row[i] > most ? row[i] : most;
  return most;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const int64_t length = step.out[0].dims[step.out[0].rank - 1], rows = step.out[0].count() / length;
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  parallel_rows(ctx.pool, rows, 8 * length, [=](int64_t row) {
    const float* from = x + row * length;
    float* to = y + row * length;
    const float most = greatest(from, length);
    VecD sums{};
    for_vectors(0, length, [&](int64_t i, int64_t lanes) {
      VecF e = exp(load_lanes(from + i, lanes) - most);
      store_lanes(to + i, e, lanes);
      if (lanes < kLanes) e = load_first(to + i, lanes);
      sums += widen(e);
    });
    double sum = 0;
    for (int l = 0; l < kLanes; ++l) sum += sums[l];
    const float scale = static_cast<float>(1.0 / sum);
    for_vectors(0, length, [=](int64_t i, int64_t lanes) { store_lanes(to + i, load_lanes(to + i, lanes) * scale, lanes); });
  });
  return nullptr;
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const int64_t length = step.out[0].dims[step.out[0].rank - 1], rows = step.out[0].count() / length;
  const float* y = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dx = step.out[0].as<float>();
  parallel_rows(ctx.pool, rows, 4 * length, [=](int64_t row) {
    const int64_t first = row * length;
    const float dot = static_cast<float>(sum_vectors(
        first, first + length, [=](int64_t i, int64_t lanes) { return load_lanes(y + i, lanes) * load_lanes(dy + i, lanes); }));
    for_vectors(first, first + length, [=](int64_t i, int64_t lanes) {
      store_lanes(dx + i, load_lanes(y + i, lanes) * (load_lanes(dy + i, lanes) - dot), lanes);
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kSoftmax, kSoftmaxGrad;
const Kernel kSoftmax = {FACET_KERNEL_NAME("softmax"), refuse, nullptr, run};
const Kernel kSoftmaxGrad = {FACET_KERNEL_NAME("softmax_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
