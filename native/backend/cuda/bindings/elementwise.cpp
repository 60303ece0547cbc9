// Ops that visit every element once.
#include "backend/cuda/bindings/binding.h"
#include "bias_add.h"
#include "binary.h"
#include "cast.h"
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

template <class T>
Status bias_add(const Step& s, const KernelContext& c) {
  return kernels::bias_add(in<T>(s, 0), in(s, 1), out<T>(s, 0), row_count(s.in[0]), row_length(s.in[0]), stream(c));
}

template <class T>
Status relu(const Step& s, const KernelContext& c) {
  return kernels::relu(in<T>(s, 0), out<T>(s, 0), count(s), stream(c));
}

template <class T>
Status relu_grad(const Step& s, const KernelContext& c) {
  const auto rule = static_cast<kernels::ReluGradRule>(s.params[0].i);
  return kernels::relu_grad(in<T>(s, 0), in<T>(s, 1), out<T>(s, 0), count(s), rule, stream(c));
}

kernels::UnaryRule unary_rule(const Step& s) {
  const auto params = UnaryParams::of(s);
  return {static_cast<kernels::UnaryKind>(params.kind), static_cast<float>(params.alpha), static_cast<float>(params.beta)};
}

template <class T>
Status unary(const Step& s, const KernelContext& c) {
  return kernels::unary(in<T>(s, 0), out<T>(s, 0), count(s), unary_rule(s), stream(c));
}

template <class T>
Status unary_grad(const Step& s, const KernelContext& c) {
  return kernels::unary_grad(in<T>(s, 0), in<T>(s, 1), out<T>(s, 0), count(s), unary_rule(s), stream(c));
}

template <class T>
Status binary(const Step& s, const KernelContext& c) {
  return kernels::binary(static_cast<kernels::BinaryKind>(s.params[0].i), in<T>(s, 0), shape(s.in[0]), in<T>(s, 1),
                         shape(s.in[1]), out<T>(s, 0), shape(s.out[0]), stream(c));
}

Status cast(const Step& s, const KernelContext& c) {
  if (s.out[0].dtype == DType::bf16) return kernels::cast(in(s, 0), out<Bf16>(s, 0), count(s), stream(c));
  return kernels::cast(in<Bf16>(s, 0), out(s, 0), count(s), stream(c));
}

const char* refuse_doubles(const Step& s) {
  return s.in[0].dtype == DType::f64 || s.out[0].dtype == DType::f64 ? "takes f32 and bf16 only" : nullptr;
}

// x seed[1] -> y; rate f, salt i
template <class T>
Status dropout(const Step& s, const KernelContext& c) {
  return kernels::dropout(in<T>(s, 0), integers(s, 1), out<T>(s, 0), count(s), s.params[0].f, s.params[1].i, stream(c));
}

kernels::PreluShape prelu_shape(const Step& s) { return {s.in[0].count() / s.in[1].count(), s.in[1].count()}; }

size_t prelu_grad_scratch(const Step& s, int) { return kernels::prelu_grad_workspace_bytes(prelu_shape(s)); }

template <class T>
Status prelu(const Step& s, const KernelContext& c) {
  return kernels::prelu(prelu_shape(s), in<T>(s, 0), in(s, 1), out<T>(s, 0), stream(c));
}

// x slope dy -> dx dslope
template <class T>
Status prelu_grad(const Step& s, const KernelContext& c) {
  return kernels::prelu_grad(prelu_shape(s), in<T>(s, 0), in(s, 1), in<T>(s, 2), out<T>(s, 0), out(s, 1), c.scratch, stream(c));
}

}  // namespace

FACET_BIND(kCopy, "copy", copy)
FACET_BIND(kFill, "fill", fill)
FACET_BIND(kBiasAdd, "bias_add", bias_add<float>)
FACET_BIND_BF16(kBiasAddBf16, "bias_add", bias_add<Bf16>)
FACET_BIND_BF16_SCRATCH(kCast, "cast", cast, nullptr, refuse_doubles)
FACET_BIND(kRelu, "relu", relu<float>)
FACET_BIND_BF16(kReluBf16, "relu", relu<Bf16>)
FACET_BIND(kReluGrad, "relu_grad", relu_grad<float>)
FACET_BIND_BF16(kReluGradBf16, "relu_grad", relu_grad<Bf16>)
FACET_BIND(kUnary, "unary", unary<float>)
FACET_BIND_BF16(kUnaryBf16, "unary", unary<Bf16>)
FACET_BIND(kUnaryGrad, "unary_grad", unary_grad<float>)
FACET_BIND_BF16(kUnaryGradBf16, "unary_grad", unary_grad<Bf16>)
FACET_BIND(kBinary, "binary", binary<float>)
FACET_BIND_BF16(kBinaryBf16, "binary", binary<Bf16>)
FACET_BIND(kDropout, "dropout", dropout<float>)
FACET_BIND_BF16(kDropoutBf16, "dropout", dropout<Bf16>)
FACET_BIND(kPrelu, "prelu", prelu<float>)
FACET_BIND_BF16(kPreluBf16, "prelu", prelu<Bf16>)
FACET_BIND_SCRATCH(kPreluGrad, "prelu_grad", prelu_grad<float>, prelu_grad_scratch)
FACET_BIND_BF16_SCRATCH(kPreluGradBf16, "prelu_grad", prelu_grad<Bf16>, prelu_grad_scratch, refuse_nothing)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
