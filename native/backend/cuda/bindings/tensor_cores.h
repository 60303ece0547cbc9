// Which instructions convolutions are planned for.
#pragma once

#include <algorithm>
#include <cstddef>

#include "precision.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

// What FACET_WGMMA asks for, whatever the GPU.
kernels::TensorCores wished_tensor_cores();

// The same of the current GPU: warps, unless it has warpgroups.
kernels::TensorCores tensor_cores();

// What a step reserves. Its GPU need not be the current one yet, so that either plan may be the one it is launched with.
template <class BytesFor>
size_t bytes_of_any_plan(const BytesFor& bytes_for) {
  return std::max<size_t>(bytes_for(kernels::TensorCores::warp), bytes_for(wished_tensor_cores()));
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
