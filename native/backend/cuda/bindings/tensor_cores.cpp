#include "backend/cuda/bindings/tensor_cores.h"

#include "backend/cuda/warpgroup_wish.h"
#include "gemm_plan.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

kernels::TensorCores wished_tensor_cores() {
  switch (warpgroup_wish()) {
    case WarpgroupWish::always:
      return kernels::TensorCores::warpgroup;
    case WarpgroupWish::faster:
      return kernels::TensorCores::faster;
    case WarpgroupWish::none:
      break;
  }
  return kernels::TensorCores::warp;
}

kernels::TensorCores tensor_cores() { return kernels::available(wished_tensor_cores()); }

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
