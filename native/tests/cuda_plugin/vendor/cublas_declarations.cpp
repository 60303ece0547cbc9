// What cublas_api.h declares, against NVIDIA's own header; compiled where that is installed, and never linked to anything.
#include <cublas_v2.h>

#include "backend/cuda/plugin/rivals/cublas_api.h"
#include "tests/cuda_plugin/vendor/same_abi.h"

namespace facet::cuda::cublas {

static_assert(SameAbi<Create, decltype(::cublasCreate_v2)>::value);
static_assert(SameAbi<Destroy, decltype(::cublasDestroy_v2)>::value);
static_assert(SameAbi<SetStream, decltype(::cublasSetStream_v2)>::value);
static_assert(SameAbi<SetWorkspace, decltype(::cublasSetWorkspace_v2)>::value);
static_assert(SameAbi<GetVersion, decltype(::cublasGetVersion_v2)>::value);

// For C++ the header has a second function of this name, with the compute type of before CUDA 11.
using TheirGemmEx = cublasStatus_t(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void*,
                                   const void*, cudaDataType, int, const void*, cudaDataType, int, const void*, void*,
                                   cudaDataType, int, cublasComputeType_t, cublasGemmAlgo_t);
[[maybe_unused]] constexpr TheirGemmEx* kTheirGemmEx = &::cublasGemmEx;
static_assert(SameAbi<GemmEx, TheirGemmEx>::value);

static_assert(int{kSuccess} == int{CUBLAS_STATUS_SUCCESS});
static_assert(int{kPlain} == int{CUBLAS_OP_N} && int{kTransposed} == int{CUBLAS_OP_T});
static_assert(int{kFloat} == int{CUDA_R_32F});
static_assert(int{kCompute32f} == int{CUBLAS_COMPUTE_32F} && int{kCompute32fTf32} == int{CUBLAS_COMPUTE_32F_FAST_TF32});
static_assert(int{kDefaultAlgorithm} == int{CUBLAS_GEMM_DEFAULT});

}  // namespace facet::cuda::cublas
