// The bound kernels of every op.
#pragma once

#include <span>

#include "core/kernel.h"
#include "launch.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

// Best first; empty if the GPU has no kernel of this op. The arrays live as long as the library.
std::span<const Kernel* const> kernels(Op op);

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
