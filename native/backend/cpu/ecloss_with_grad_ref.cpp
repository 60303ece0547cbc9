// ecloss_with_grad is ecloss, then ecloss_grad with the marginal that it gave.
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
const Kernel& loss_kernel() {
  return std::is_same_v<T, float> ? reference::ecloss_f32 : reference::ecloss_f64;
}
template <typename T>
const Kernel& grad_kernel() {
  return std::is_same_v<T, float> ? reference::ecloss_grad_f32 : reference::ecloss_grad_f64;
}

// x templates dloss[1] -> loss[1] log_marginal dx, as the two steps.
struct Steps {
  TensorView grad_in[4];
  Step loss, grad;

  explicit Steps(const Step& s)
      : grad_in{s.in[0], s.in[1], s.out[1], s.in[2]},
        loss{Op::ecloss, s.in.first(2), s.out.first(2), s.params},
        grad{Op::ecloss_grad, grad_in, s.out.subspan(2), s.params} {}
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;
};

// The reference kernels need the same memory for both types.
size_t scratch_bytes(const Step& s, int threads) {
  const Steps steps(s);
  return std::max(loss_kernel<double>().scratch_bytes(steps.loss, threads),
                  grad_kernel<double>().scratch_bytes(steps.grad, threads));
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const Steps steps(s);
  const KernelError error = loss_kernel<T>().run(steps.loss, ctx);
  return error != nullptr ? error : grad_kernel<T>().run(steps.grad, ctx);
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS_SCRATCH(ecloss_with_grad, run, scratch_bytes)
