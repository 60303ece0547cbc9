#include "device/elementwise.cuh"
#include "relu_grad.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <ReluGradRule rule>
struct ReluGrad {
  const float* y;
  const float* dy;
  float* dx;

  static __device__ float value(float y, float dy) {
    const bool active = rule == ReluGradRule::deconvnet || y > 0.f;
    const bool upward = rule == ReluGradRule::exact || dy > 0.f;
    return active && upward ? dy : 0.f;
  }

  __device__ void visit(int64_t i) const { dx[i] = value(y[i], dy[i]); }

  __device__ void visit4(int64_t i) const {
    const float4 a = load_vec4(y + i);
    const float4 d = load_vec4(dy + i);
    store_vec4(dx + i, make_float4(value(a.x, d.x), value(a.y, d.y), value(a.z, d.z), value(a.w, d.w)));
  }
};

}  // namespace

Status relu_grad(const float* y, const float* dy, float* dx, int64_t count, ReluGradRule rule, Stream stream) {
  const bool aligned = aligned_for_vec4(y, dy, dx);
  switch (rule) {
    case ReluGradRule::exact:
      return launch_elementwise(ReluGrad<ReluGradRule::exact>{y, dy, dx}, count, aligned, stream);
    case ReluGradRule::guided:
      return launch_elementwise(ReluGrad<ReluGradRule::guided>{y, dy, dx}, count, aligned, stream);
    case ReluGradRule::deconvnet:
      return launch_elementwise(ReluGrad<ReluGradRule::deconvnet>{y, dy, dx}, count, aligned, stream);
  }
  return invalid_argument("the rule of relu_grad is 0 (exact), 1 (guided) or 2 (deconvnet)");
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
