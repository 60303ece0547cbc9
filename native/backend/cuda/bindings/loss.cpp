// Softmax, the losses, and labels as rows.
#include "backend/cuda/bindings/binding.h"
#include "one_hot.h"
#include "sigmoid_xent.h"
#include "softmax.h"
#include "softmax_xent.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

constexpr const char* kBadLabel = "a label is neither -1 nor in 0 .. classes - 1";
constexpr const char* kBadProbability = "a label is NaN or above 1 (give 0 .. 1, or a negative number for unknown)";

Status softmax(const Step& s, const KernelContext& c) {
  return kernels::softmax(in(s, 0), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), stream(c));
}

Status softmax_grad(const Step& s, const KernelContext& c) {
  return kernels::softmax_grad(in(s, 0), in(s, 1), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), stream(c));
}

kernels::SoftmaxXentShape xent_shape(const Step& s) { return {s.in[0].dims[0], s.in[0].dims[1]}; }

size_t xent_scratch(const Step& s, int) { return kernels::softmax_xent_workspace_bytes(xent_shape(s)); }

// logits labels -> loss probs; label smoothing f
Status softmax_xent(const Step& s, const KernelContext& c) {
  return kernels::softmax_xent(xent_shape(s), in(s, 0), integers(s, 1), s.params[0].f, out(s, 0), out(s, 1), c.fault, c.scratch,
                               stream(c));
}

// probs labels dloss -> dlogits
Status softmax_xent_grad(const Step& s, const KernelContext& c) {
  return kernels::softmax_xent_grad(xent_shape(s), in(s, 0), integers(s, 1), in(s, 2), s.params[0].f, out(s, 0), c.fault,
                                    c.scratch, stream(c));
}

size_t sigmoid_scratch(const Step& s, int) { return kernels::sigmoid_xent_workspace_bytes(s.in[0].count()); }

// logits labels -> loss
Status sigmoid_xent(const Step& s, const KernelContext& c) {
  return kernels::sigmoid_xent(in(s, 0), in(s, 1), s.in[0].count(), out(s, 0), c.fault, c.scratch, stream(c));
}

// logits labels dloss -> dlogits
Status sigmoid_xent_grad(const Step& s, const KernelContext& c) {
  return kernels::sigmoid_xent_grad(in(s, 0), in(s, 1), in(s, 2), s.in[0].count(), out(s, 0), c.fault, c.scratch, stream(c));
}

Status one_hot(const Step& s, const KernelContext& c) {
  return kernels::one_hot(integers(s, 0), out(s, 0), s.out[0].dims[0], s.out[0].dims[1], c.fault, stream(c));
}

}  // namespace

FACET_BIND(kSoftmax, "softmax", softmax)
FACET_BIND(kSoftmaxGrad, "softmax_grad", softmax_grad)
FACET_BIND_FAULT(kSoftmaxXent, "softmax_xent", softmax_xent, xent_scratch, kBadLabel)
FACET_BIND_FAULT(kSoftmaxXentGrad, "softmax_xent_grad", softmax_xent_grad, xent_scratch, kBadLabel)
FACET_BIND_FAULT(kSigmoidXent, "sigmoid_xent", sigmoid_xent, sigmoid_scratch, kBadProbability)
FACET_BIND_FAULT(kSigmoidXentGrad, "sigmoid_xent_grad", sigmoid_xent_grad, sigmoid_scratch, kBadProbability)
FACET_BIND_FAULT(kOneHot, "one_hot", one_hot, nullptr, kBadLabel)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
