// The library that holds the CUDA kernels, apart from the engine's own so that nothing of CUDA is needed where no GPU is. It is
// opened when a cuda device is first asked for, and stays open.
#pragma once

#include <string>

#include "backend/cuda/gpu_runtime.h"

namespace facet::cuda {

// Names the library's file for later openings; empty for none in particular.
void set_library_file(const std::string& file);

// The runtime of the library: that of FACET_CUDA_LIBRARY, else the file named, else libfacet_cuda.so beside the engine's own
// library. Throws Error FACET_NO_DEVICE that says what was looked for, what went wrong and what helps.
GpuRuntime& library_runtime();

}  // namespace facet::cuda
