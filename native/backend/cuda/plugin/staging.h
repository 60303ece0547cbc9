// Copies between host memory and a GPU's through two pinned buffers: while one is copied by the GPU, the processor fills or
// empties the other. From ordinary memory the driver does the same, but with smaller pieces. The copies have a stream of their
// own, so that the last pieces of a batch travel while the host is already busy with something else; programs wait for it.
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

  // The GPU must be the current one. Threads take turns.
  // Returns when `source` may be used again; the copy may still be under way.
  GpuStatus write(void* target, const void* source, int64_t bytes);
  // Reads what was written so far; done when it returns.
  GpuStatus read(void* target, const void* source, int64_t bytes);
  // What is enqueued on `stream` from now on finds everything that was written before.
  GpuStatus go_before(cudaStream_t stream);
  // Returns when nothing is under way.
  GpuStatus finish();

 private:
  struct Buffer {
    void* memory = nullptr;
    cudaEvent_t copied = nullptr;  // by the GPU
  };

  std::mutex turn_;
  cudaStream_t stream_ = nullptr;
  cudaEvent_t written_ = nullptr;
  std::array<Buffer, 2> buffers_;
};

}  // namespace facet::cuda
