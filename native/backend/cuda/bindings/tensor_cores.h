// Which instructions convolutions are planned for.
#pragma once

#include "precision.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

// What FACET_WGMMA asks for on a GPU with warpgroups: 1 lets plans choose them by the model of their rates, `always` takes them
// wherever there is a kernel; unset or 0, and on every other GPU, products are by warps. Read once: a step's workspace and its
// launch must be planned alike.
kernels::TensorCores tensor_cores();

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
