// sgd, f32: parameter and velocity updated in one pass.
#include <cstring>
#include <type_traits>

#include "backend/cpu/elementwise_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const float* p = step.in[0].as<float>();
  const float* g = step.in[1].as<float>();
  const float* v = step.in[2].as<float>();
  const float rate = step.in[3].as<float>()[0];
  float* p_next = step.out[0].as<float>();
  float* v_next = step.out[1].as<float>();
  const float momentum = static_cast<float>(step.params[0].f), decay = static_cast<float>(step.params[1].f);
  const bool nesterov = step.params[2].i != 0;
  const float factor = step.in.size() > 4 ? step.in[4].as<float>()[0] : 1.f;
  if (!(factor - factor == 0)) {  // a step that is left out
    const size_t bytes = static_cast<size_t>(step.out[0].count()) * sizeof(float);
    if (p_next != p) std::memcpy(p_next, p, bytes);
    if (v_next != v) std::memcpy(v_next, v, bytes);
    return nullptr;
  }
  const auto update = [&](auto scaled) {
    parallel_vectors(ctx.pool, step.out[0].count(), [=](int64_t i, int64_t lanes) {
      const VecF parameter = load_lanes(p + i, lanes);
      VecF gradient = load_lanes(g + i, lanes);
      if constexpr (scaled) gradient = factor * gradient;
      gradient = gradient + decay * parameter;
      const VecF velocity = momentum * load_lanes(v + i, lanes) + gradient;
      const VecF direction = nesterov ? gradient + momentum * velocity : velocity;
      store_lanes(v_next + i, velocity, lanes);
      store_lanes(p_next + i, parameter - rate * direction, lanes);
    });
  };
  if (step.in.size() > 4)
    update(std::true_type{});
  else
    update(std::false_type{});
  return nullptr;
}

}  // namespace

extern const Kernel kSgd;
const Kernel kSgd = {FACET_KERNEL_NAME("sgd"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
