#include "backend/cuda/plugin/rivals/cublas_api.h"

namespace facet::cuda::cublas {

Library::Library() : library_("cuBLAS", "FACET_CUBLAS_LIBRARY", {"libcublas.so.13", "libcublas.so.12"}) {
  library_.find("cublasCreate_v2", create);
  library_.find("cublasDestroy_v2", destroy);
  library_.find("cublasSetStream_v2", set_stream);
  library_.find("cublasSetWorkspace_v2", set_workspace);
  library_.find("cublasGetVersion_v2", version);
  library_.find("cublasGemmEx", gemm);
}

}  // namespace facet::cuda::cublas
