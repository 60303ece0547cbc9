// The CPU backend's ordered kernel lists. kernel_lists.cpp names, per op, the kernels fastest first; the reference kernels of
// <op>_ref.cpp stand last and refuse nothing that op_verify.cpp let through.
#pragma once

#include <vector>

#include "backend/cpu/isa.h"
#include "core/kernel.h"

namespace facet::cpu {

// Kernels of `op` that may run at `level` or below, best first. Never empty.
std::vector<const Kernel*> kernels(Op op, IsaLevel level);

}  // namespace facet::cpu
