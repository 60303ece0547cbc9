// What an error of the CUDA runtime means to a user, and what helps.
#pragma once

#include <cuda_runtime_api.h>

#include "backend/cuda/gpu_runtime.h"

namespace facet::cuda {

// Ok for cudaSuccess. The text names `what` was being done; it is valid until this thread's next call.
GpuStatus status_of(cudaError_t error, const char* what);

// Why there is no GPU to compute on: no driver, too old a driver, no GPU.
GpuStatus no_device(cudaError_t error);

// A text made of the parts, valid until this thread's next call.
GpuStatus failure(facet_status code, const char* format, ...) __attribute__((format(printf, 2, 3)));

}  // namespace facet::cuda

// Leaves the function with the status of a CUDA call unless it is ok.
#define FACET_CUDA_TRY(call, what)                                                                                    \
  do {                                                                                                                \
    if (const auto facet_status_ = ::facet::cuda::status_of((call), what); !facet_status_.ok()) return facet_status_; \
  } while (false)
