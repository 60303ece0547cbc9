// Copies between host memory and a GPU's through two pinned buffers: while one is copied by the GPU, the processor fills or
// empties the other. From ordinary memory the driver does the same, but with smaller pieces.
#pragma once

#include <array>
#include <mutex>

#include "backend/cuda/plugin/cuda_error.h"

namespace facet::cuda {

class Staging {
 public:
  // For the current GPU.
  GpuStatus open();
  void close();

  // Done when they return. The GPU must be the current one. Threads take turns.
  GpuStatus write(void* target, const void* source, int64_t bytes);
  GpuStatus read(void* target, const void* source, int64_t bytes);

 private:
  struct Buffer {
    void* memory = nullptr;
    cudaEvent_t copied = nullptr;  // by the GPU
  };

  std::mutex turn_;
  cudaStream_t stream_ = nullptr;
  std::array<Buffer, 2> buffers_;
};

}  // namespace facet::cuda
