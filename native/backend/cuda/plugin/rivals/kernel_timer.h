// How long kernels take for a step on the current GPU.
#pragma once

#include <span>
#include <vector>

#include "backend/cuda/gpu_runtime.h"
#include "backend/cuda/plugin/stream_memory.h"

namespace facet::cuda {

// Milliseconds of each kernel's fastest round, with plausible numbers in memory that is taken for it. Every kernel takes the
// step. What is timed are graphs of several runs, as programs run them; the rounds of the kernels alternate, so that a GPU that
// grows warm slows all of them.
GpuStatus time_kernels(StreamMemory& memory, const Step& step, ThreadPool& pool, std::span<const Kernel* const> kernels,
                       std::vector<double>* out);

}  // namespace facet::cuda
