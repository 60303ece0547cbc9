// dropout, f32: the counter hash of core/dropout_hash.h on all lanes at once, so the choice is the reference's.
#include "backend/cpu/elementwise_simd.h"
#include "core/dropout_hash.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  return step.out[0].count() >= int64_t{1} << 32 ? "more than 2^32 elements" : nullptr;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const double rate = step.params[0].f;
  const float scale = static_cast<float>(1.0 / (1.0 - rate));
  const uint32_t threshold = dropout_threshold(rate);
  const DropoutKeys keys = dropout_keys(*step.in[1].as<int32_t>(), step.params[1].i, 0);
  parallel_vectors(ctx.pool, step.out[0].count(), [=](int64_t i, int64_t lanes) {
    VecI keep;
    for (int l = 0; l < kLanes; ++l)
      keep[l] = dropout_draw(keys, static_cast<uint32_t>(i) + static_cast<uint32_t>(l)) >= threshold ? -1 : 0;
    store_lanes(y + i, keep ? load_lanes(x + i, lanes) * scale : VecF{}, lanes);
  });
  return nullptr;
}

}  // namespace

extern const Kernel kDropout;
const Kernel kDropout = {FACET_KERNEL_NAME("dropout"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
