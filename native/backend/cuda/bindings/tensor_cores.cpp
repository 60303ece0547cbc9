#include "backend/cuda/bindings/tensor_cores.h"

#include <cstdlib>
#include <string_view>

#include "gemm_plan.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

namespace {

kernels::TensorCores wanted() {
  const char* text = std::getenv("FACET_WGMMA");
  const std::string_view wish = text == nullptr ? "" : text;
  if (wish == "always") return kernels::TensorCores::warpgroup;
  return wish == "1" ? kernels::TensorCores::faster : kernels::TensorCores::warp;
}

}  // namespace

kernels::TensorCores tensor_cores() {
  static const kernels::TensorCores wish = wanted();
  return kernels::available(wish);
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
