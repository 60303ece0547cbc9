// What cudnn_api.h declares, against NVIDIA's own header; compiled where that is installed, and never linked to anything.
#include <cudnn.h>

#include <cstddef>

#include "backend/cuda/plugin/rivals/cudnn_api.h"
#include "tests/cuda_plugin/vendor/same_abi.h"

namespace facet::cuda::cudnn {

static_assert(SameAbi<Create, decltype(::cudnnCreate)>::value);
static_assert(SameAbi<Destroy, decltype(::cudnnDestroy)>::value);
static_assert(SameAbi<SetStream, decltype(::cudnnSetStream)>::value);
static_assert(SameAbi<GetVersion, decltype(::cudnnGetVersion)>::value);
static_assert(SameAbi<CreateTensor, decltype(::cudnnCreateTensorDescriptor)>::value);
static_assert(SameAbi<DestroyTensor, decltype(::cudnnDestroyTensorDescriptor)>::value);
static_assert(SameAbi<SetTensor, decltype(::cudnnSetTensor4dDescriptor)>::value);
static_assert(SameAbi<CreateFilter, decltype(::cudnnCreateFilterDescriptor)>::value);
static_assert(SameAbi<DestroyFilter, decltype(::cudnnDestroyFilterDescriptor)>::value);
static_assert(SameAbi<SetFilter, decltype(::cudnnSetFilter4dDescriptor)>::value);
static_assert(SameAbi<CreateConvolution, decltype(::cudnnCreateConvolutionDescriptor)>::value);
static_assert(SameAbi<DestroyConvolution, decltype(::cudnnDestroyConvolutionDescriptor)>::value);
static_assert(SameAbi<SetConvolution, decltype(::cudnnSetConvolution2dDescriptor)>::value);
static_assert(SameAbi<SetGroups, decltype(::cudnnSetConvolutionGroupCount)>::value);
static_assert(SameAbi<SetMath, decltype(::cudnnSetConvolutionMathType)>::value);
static_assert(SameAbi<CreateActivation, decltype(::cudnnCreateActivationDescriptor)>::value);
static_assert(SameAbi<DestroyActivation, decltype(::cudnnDestroyActivationDescriptor)>::value);
static_assert(SameAbi<SetActivation, decltype(::cudnnSetActivationDescriptor)>::value);
static_assert(SameAbi<RankForward, decltype(::cudnnGetConvolutionForwardAlgorithm_v7)>::value);
static_assert(SameAbi<RankData, decltype(::cudnnGetConvolutionBackwardDataAlgorithm_v7)>::value);
static_assert(SameAbi<RankWeights, decltype(::cudnnGetConvolutionBackwardFilterAlgorithm_v7)>::value);
static_assert(SameAbi<Forward, decltype(::cudnnConvolutionForward)>::value);
static_assert(SameAbi<ForwardBiasActivation, decltype(::cudnnConvolutionBiasActivationForward)>::value);
static_assert(SameAbi<BackwardData, decltype(::cudnnConvolutionBackwardData)>::value);
static_assert(SameAbi<BackwardWeights, decltype(::cudnnConvolutionBackwardFilter)>::value);

static_assert(int{kSuccess} == int{CUDNN_STATUS_SUCCESS});
static_assert(int{kFloat} == int{CUDNN_DATA_FLOAT});
static_assert(int{kNhwc} == int{CUDNN_TENSOR_NHWC});
static_assert(int{kCrossCorrelation} == int{CUDNN_CROSS_CORRELATION});
static_assert(int{kDefaultMath} == int{CUDNN_DEFAULT_MATH} && int{kTensorOpMath} == int{CUDNN_TENSOR_OP_MATH} &&
              int{kFmaMath} == int{CUDNN_FMA_MATH});
static_assert(int{kNonDeterministic} == int{CUDNN_NON_DETERMINISTIC} && int{kDeterministic} == int{CUDNN_DETERMINISTIC});
static_assert(int{kRelu} == int{CUDNN_ACTIVATION_RELU} && int{kIdentity} == int{CUDNN_ACTIVATION_IDENTITY});
static_assert(int{kNotPropagateNan} == int{CUDNN_NOT_PROPAGATE_NAN} && int{kPropagateNan} == int{CUDNN_PROPAGATE_NAN});
static_assert(kImplicitPrecompGemm == int{CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM});

template <class Theirs>
constexpr bool reported_alike() {
  return sizeof(AlgorithmReport) == sizeof(Theirs) && offsetof(AlgorithmReport, algorithm) == offsetof(Theirs, algo) &&
         offsetof(AlgorithmReport, status) == offsetof(Theirs, status) &&
         offsetof(AlgorithmReport, time) == offsetof(Theirs, time) &&
         offsetof(AlgorithmReport, memory) == offsetof(Theirs, memory) &&
         offsetof(AlgorithmReport, determinism) == offsetof(Theirs, determinism) &&
         offsetof(AlgorithmReport, math) == offsetof(Theirs, mathType);
}
static_assert(reported_alike<cudnnConvolutionFwdAlgoPerf_t>());
static_assert(reported_alike<cudnnConvolutionBwdDataAlgoPerf_t>());
static_assert(reported_alike<cudnnConvolutionBwdFilterAlgoPerf_t>());

}  // namespace facet::cuda::cudnn
