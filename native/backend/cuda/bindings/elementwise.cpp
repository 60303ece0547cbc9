// Ops that visit every element once.
#include "backend/cuda/bindings/binding.h"
#include "bias_add.h"
#include "relu.h"
#include "relu_grad.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

Status bias_add(const Step& s, const KernelContext& c) {
  return kernels::bias_add(in(s, 0), in(s, 1), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), stream(c));
}

Status relu(const Step& s, const KernelContext& c) { return kernels::relu(in(s, 0), out(s, 0), count(s), stream(c)); }

Status relu_grad(const Step& s, const KernelContext& c) {
  const auto rule = static_cast<kernels::ReluGradRule>(s.params[0].i);
  return kernels::relu_grad(in(s, 0), in(s, 1), out(s, 0), count(s), rule, stream(c));
}

}  // namespace

FACET_BIND(kBiasAdd, "bias_add", bias_add)
FACET_BIND(kRelu, "relu", relu)
FACET_BIND(kReluGrad, "relu_grad", relu_grad)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
