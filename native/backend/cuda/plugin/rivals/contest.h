// Which of several kernels is the fastest for a step on a GPU: measured once, then remembered.
#pragma once

#include <span>

#include "backend/cuda/gpu_runtime.h"
#include "backend/cuda/plugin/stream_memory.h"

namespace facet::cuda {

// `own` or one of the rivals, for the current GPU, whose memory is given. Where nothing can be measured (too little memory, for
// one) it is `own`.
const Kernel* faster(const GpuInfo& gpu, StreamMemory& memory, const Step& step, ThreadPool& pool, const Kernel& own,
                     std::span<const Kernel* const> rivals);

}  // namespace facet::cuda
