#include "device/elementwise.cuh"
#include "relu_grad.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <ReluGradRule rule>
struct ReluGrad {
  __device__ float operator()(float y, float dy) const {
    const bool active = rule == ReluGradRule::deconvnet || y > 0.f;
    const bool upward = rule == ReluGradRule::exact || dy > 0.f;
    return active && upward ? dy : 0.f;
  }
};

template <class T>
Status launch(const T* y, const T* dy, T* dx, int64_t count, ReluGradRule rule, Stream stream) {
  switch (rule) {
    case ReluGradRule::exact:
      return launch_map(y, dy, dx, count, ReluGrad<ReluGradRule::exact>{}, stream);
    case ReluGradRule::guided:
      return launch_map(y, dy, dx, count, ReluGrad<ReluGradRule::guided>{}, stream);
    case ReluGradRule::deconvnet:
      return launch_map(y, dy, dx, count, ReluGrad<ReluGradRule::deconvnet>{}, stream);
  }
  return invalid_argument("the rule of relu_grad is 0 (exact), 1 (guided) or 2 (deconvnet)");
}

}  // namespace

Status relu_grad(const float* y, const float* dy, float* dx, int64_t count, ReluGradRule rule, Stream stream) {
  return launch(y, dy, dx, count, rule, stream);
}

Status relu_grad(const Bf16* y, const Bf16* dy, Bf16* dx, int64_t count, ReluGradRule rule, Stream stream) {
  return launch(y, dy, dx, count, rule, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
