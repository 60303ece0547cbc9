// Normalisation.
#include "backend/cuda/bindings/binding.h"
#include "batch_norm.h"
#include "l2_normalize.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

kernels::BatchNormShape shape_of(const Step& s) { return {row_count(s.in[0]), row_length(s.in[0])}; }

size_t scratch(const Step& s, int) { return kernels::batch_norm_workspace_bytes(shape_of(s)); }

kernels::Activation activation(const Param& param) { return static_cast<kernels::Activation>(param.i); }

// x gamma beta mean var -> y batch_mean batch_invstd mean' var'; epsilon momentum activation
template <class T>
Status batch_norm_train(const Step& s, const KernelContext& c) {
  const kernels::BatchNormTrain<T> tensors{in<T>(s, 0),  in(s, 1),  in(s, 2),  in(s, 3),  in(s, 4),
                                           out<T>(s, 0), out(s, 1), out(s, 2), out(s, 3), out(s, 4)};
  return kernels::batch_norm_train(shape_of(s), tensors, s.params[0].f, s.params[1].f, activation(s.params[2]), c.scratch,
                                   stream(c));
}

// x gamma beta mean var -> y; epsilon activation
template <class T>
Status batch_norm_infer(const Step& s, const KernelContext& c) {
  return kernels::batch_norm_infer(shape_of(s), in<T>(s, 0), in(s, 1), in(s, 2), in(s, 3), in(s, 4), s.params[0].f,
                                   activation(s.params[1]), out<T>(s, 0), stream(c));
}

// x gamma (two statistics) dy [beta] -> dx dgamma dbeta
template <class T>
kernels::BatchNormGrad<T> gradient(const Step& s) {
  return {in<T>(s, 0),  in(s, 1),
          in(s, 2),     in(s, 3),
          in<T>(s, 4),  s.in.size() == 6 ? in(s, 5) : nullptr,
          out<T>(s, 0), out(s, 1),
          out(s, 2),    activation(s.params[1])};
}

template <class T>
Status batch_norm_train_grad(const Step& s, const KernelContext& c) {
  return kernels::batch_norm_train_grad(shape_of(s), gradient<T>(s), c.scratch, stream(c));
}

template <class T>
Status batch_norm_infer_grad(const Step& s, const KernelContext& c) {
  return kernels::batch_norm_infer_grad(shape_of(s), gradient<T>(s), s.params[0].f, c.scratch, stream(c));
}

Status l2_normalize(const Step& s, const KernelContext& c) {
  return kernels::l2_normalize(in(s, 0), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), real(s.params[0]), stream(c));
}

Status l2_normalize_grad(const Step& s, const KernelContext& c) {
  return kernels::l2_normalize_grad(in(s, 0), in(s, 1), out(s, 0), row_count(s.in[0]), row_length(s.in[0]), real(s.params[0]),
                                    stream(c));
}

}  // namespace

FACET_BIND_SCRATCH(kBatchNormTrain, "batch_norm_train", batch_norm_train<float>, scratch)
FACET_BIND_BF16_SCRATCH(kBatchNormTrainBf16, "batch_norm_train", batch_norm_train<Bf16>, scratch, refuse_nothing)
FACET_BIND_SCRATCH(kBatchNormTrainGrad, "batch_norm_train_grad", batch_norm_train_grad<float>, scratch)
FACET_BIND_BF16_SCRATCH(kBatchNormTrainGradBf16, "batch_norm_train_grad", batch_norm_train_grad<Bf16>, scratch, refuse_nothing)
FACET_BIND(kBatchNormInfer, "batch_norm_infer", batch_norm_infer<float>)
FACET_BIND_BF16(kBatchNormInferBf16, "batch_norm_infer", batch_norm_infer<Bf16>)
FACET_BIND_SCRATCH(kBatchNormInferGrad, "batch_norm_infer_grad", batch_norm_infer_grad<float>, scratch)
FACET_BIND_BF16_SCRATCH(kBatchNormInferGradBf16, "batch_norm_infer_grad", batch_norm_infer_grad<Bf16>, scratch, refuse_nothing)
FACET_BIND(kL2Normalize, "l2_normalize", l2_normalize)
FACET_BIND(kL2NormalizeGrad, "l2_normalize_grad", l2_normalize_grad)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
