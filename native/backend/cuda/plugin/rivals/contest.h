// Which of several kernels is the fastest for a step on a GPU: measured once, then remembered.
#pragma once

#include <span>

#include "backend/cuda/gpu_runtime.h"

namespace facet::cuda {

// `own` or one of the rivals, for the current GPU. Where nothing can be measured (too little memory, for one) it is `own`.
const Kernel* faster(const GpuInfo& gpu, const Step& step, ThreadPool& pool, const Kernel& own,
                     std::span<const Kernel* const> rivals);

}  // namespace facet::cuda
