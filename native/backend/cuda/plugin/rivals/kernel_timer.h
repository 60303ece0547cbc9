// How long kernels take for a step on the current GPU.
#pragma once

#include <span>
#include <vector>

#include "backend/cuda/gpu_runtime.h"

namespace facet::cuda {

// Milliseconds of each kernel's fastest round, in memory of its own with plausible numbers. Every kernel takes the step. What
// is timed are graphs of several runs, as programs run them; the rounds of the kernels alternate, so that a GPU that grows
// warm slows all of them.
GpuStatus time_kernels(const Step& step, ThreadPool& pool, std::span<const Kernel* const> kernels, std::vector<double>* out);

}  // namespace facet::cuda
