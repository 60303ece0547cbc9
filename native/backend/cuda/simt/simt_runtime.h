// The SIMT shim of cuda-kernels/simt as a GPU: the CUDA kernels, run on the CPU, for machines and tests without a GPU. Its
// memory is the host's, but nothing outside reaches it directly, as with a real one.
#pragma once

#include "backend/cuda/gpu_runtime.h"

namespace facet::cuda {

GpuRuntime& simt_runtime();

}  // namespace facet::cuda
