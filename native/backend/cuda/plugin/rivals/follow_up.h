// What a library's kernel leaves to do.
#pragma once

#include <span>

#include "core/kernel.h"

namespace facet::cuda {

// Enqueues another step by Facet's own kernel.
KernelError follow_up(Op op, std::span<const TensorView> in, std::span<const TensorView> out, const KernelContext& context);

}  // namespace facet::cuda
