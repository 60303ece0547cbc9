#include "ecloss.h"

#include "backend/cuda/bindings/binding.h"
#include "ecloss_grad.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

kernels::EcLossShape shape_of(const Step& s) {
  const TensorView& x = s.in[0];
  return {x.dims[0], x.dims[1], x.dims[2], x.dims[3], s.in[1].dims[0], EcLossParams::of(s).orbits};
}

kernels::EcLossRule rule_of(const Step& s) {
  const auto params = EcLossParams::of(s);
  return {static_cast<float>(params.lambda), params.per_channel_marginal, params.normalise};
}

size_t ecloss_scratch(const Step& s, int) { return kernels::ecloss_workspace_bytes(shape_of(s), rule_of(s)); }

size_t ecloss_grad_scratch(const Step& s, int) { return kernels::ecloss_grad_workspace_bytes(shape_of(s), rule_of(s)); }

size_t ecloss_with_grad_scratch(const Step& s, int) {
  return kernels::ecloss_with_grad_workspace_bytes(shape_of(s), rule_of(s));
}

// x templates -> loss log_marginal
Status ecloss(const Step& s, const KernelContext& c) {
  return kernels::ecloss(shape_of(s), rule_of(s), in(s, 0), in(s, 1), out(s, 0), out(s, 1), c.scratch, c.fault, stream(c));
}

// x templates log_marginal dloss -> dx
Status ecloss_grad(const Step& s, const KernelContext& c) {
  return kernels::ecloss_grad(shape_of(s), rule_of(s), in(s, 0), in(s, 1), in(s, 2), in(s, 3), out(s, 0), c.scratch, c.fault,
                              stream(c));
}

// x templates dloss -> loss log_marginal dx
Status ecloss_with_grad(const Step& s, const KernelContext& c) {
  return kernels::ecloss_with_grad(shape_of(s), rule_of(s), in(s, 0), in(s, 1), in(s, 2), out(s, 0), out(s, 1), out(s, 2),
                                   c.scratch, c.fault, stream(c));
}

constexpr const char* kNoOrbits = "templates that are said to be an orbit are not each other's mirror images";

}  // namespace

FACET_BIND_FAULT(kEcLoss, "ecloss", ecloss, ecloss_scratch, kNoOrbits)
FACET_BIND_FAULT(kEcLossGrad, "ecloss_grad", ecloss_grad, ecloss_grad_scratch, kNoOrbits)
FACET_BIND_FAULT(kEcLossWithGrad, "ecloss_with_grad", ecloss_with_grad, ecloss_with_grad_scratch, kNoOrbits)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
