// Ops that visit every element once.
#include "backend/cuda/bindings/binding.h"
#include "bias_add.h"
#include "binary.h"
#include "copy.h"
#include "dropout.h"
#include "prelu.h"
#include "relu.h"
#include "relu_grad.h"
#include "unary.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

Status copy(const Step& s, const KernelContext& c) { return kernels::copy(in(s, 0), out(s, 0), count(s), stream(c)); }

Status fill(const Step& s, const KernelContext& c) { return kernels::fill(real(s.params[0]), out(s, 0), count(s), stream(c)); }

Status bias_add(const Step& s, const KernelContext& c) {
  return kernels::bias_add(in(s, 0), in(s, 1), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), stream(c));
}

Status relu(const Step& s, const KernelContext& c) { return kernels::relu(in(s, 0), out(s, 0), count(s), stream(c)); }

Status relu_grad(const Step& s, const KernelContext& c) {
  const auto rule = static_cast<kernels::ReluGradRule>(s.params[0].i);
  return kernels::relu_grad(in(s, 0), in(s, 1), out(s, 0), count(s), rule, stream(c));
}

kernels::UnaryRule unary_rule(const Step& s) {
  const auto params = UnaryParams::of(s);
  return {static_cast<kernels::UnaryKind>(params.kind), static_cast<float>(params.alpha), static_cast<float>(params.beta)};
}

Status unary(const Step& s, const KernelContext& c) {
  return kernels::unary(in(s, 0), out(s, 0), count(s), unary_rule(s), stream(c));
}

Status unary_grad(const Step& s, const KernelContext& c) {
  return kernels::unary_grad(in(s, 0), in(s, 1), out(s, 0), count(s), unary_rule(s), stream(c));
}

Status binary(const Step& s, const KernelContext& c) {
  return kernels::binary(static_cast<kernels::BinaryKind>(s.params[0].i), in(s, 0), shape(s.in[0]), in(s, 1), shape(s.in[1]),
                         out(s, 0), shape(s.out[0]), stream(c));
}

// x seed[1] -> y; rate f, salt i
Status dropout(const Step& s, const KernelContext& c) {
  return kernels::dropout(in(s, 0), integers(s, 1), out(s, 0), count(s), s.params[0].f, s.params[1].i, stream(c));
}

kernels::PreluShape prelu_shape(const Step& s) { return {s.in[0].count() / s.in[1].count(), s.in[1].count()}; }

size_t prelu_grad_scratch(const Step& s, int) { return kernels::prelu_grad_workspace_bytes(prelu_shape(s)); }

Status prelu(const Step& s, const KernelContext& c) {
  return kernels::prelu(prelu_shape(s), in(s, 0), in(s, 1), out(s, 0), stream(c));
}

// x slope dy -> dx dslope
Status prelu_grad(const Step& s, const KernelContext& c) {
  return kernels::prelu_grad(prelu_shape(s), in(s, 0), in(s, 1), in(s, 2), out(s, 0), out(s, 1), c.scratch, stream(c));
}

}  // namespace

FACET_BIND(kCopy, "copy", copy)
FACET_BIND(kFill, "fill", fill)
FACET_BIND(kBiasAdd, "bias_add", bias_add)
FACET_BIND(kRelu, "relu", relu)
FACET_BIND(kReluGrad, "relu_grad", relu_grad)
FACET_BIND(kUnary, "unary", unary)
FACET_BIND(kUnaryGrad, "unary_grad", unary_grad)
FACET_BIND(kBinary, "binary", binary)
FACET_BIND(kDropout, "dropout", dropout)
FACET_BIND(kPrelu, "prelu", prelu)
FACET_BIND_SCRATCH(kPreluGrad, "prelu_grad", prelu_grad, prelu_grad_scratch)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
