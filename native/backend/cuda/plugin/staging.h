// Copies between host memory and a GPU's through two pinned buffers: while one is copied by the GPU, the processor fills or
// empties the other. From ordinary memory the driver does the same, but with smaller pieces. The copies have a stream of their
// own: a batch travels beside the step that works on the one before, and the last pieces of it while the host is already busy
// with something else. Here is also who waits for whom: programs for the copies that began before them, copies and other
// programs for the runs that began before them.
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
  // Returns when `source` may be used again; the copy may still be under way. Runs that began before see nothing of it.
  GpuStatus write(void* target, const void* source, int64_t bytes);
  // As write(), but waits for no run, only for `event`.
  GpuStatus write_after(cudaEvent_t event, void* target, const void* source, int64_t bytes);
  // Reads what was written and computed so far; done when it returns.
  GpuStatus read(void* target, const void* source, int64_t bytes);
  // What is enqueued on `stream` from now on finds everything that was written and computed before.
  GpuStatus go_before(cudaStream_t stream);
  // What was enqueued on `stream` so far is a run that later copies and other streams' runs wait for.
  GpuStatus go_after(cudaStream_t stream);
  // What is enqueued on stream() from now on finds every run that began before ended.
  GpuStatus follow_runs();
  // Returns when nothing of stream() is under way.
  GpuStatus finish();
  // That of the copies, for what must be in their order. Null before it is opened, and where that failed.
  cudaStream_t stream() const { return stream_; }

 private:
  struct Buffer {
    void* memory = nullptr;
    cudaEvent_t copied = nullptr;  // by the GPU
  };

  GpuStatus upload(void* target, const void* source, int64_t bytes);

  std::mutex turn_;
  cudaStream_t stream_ = nullptr;
  cudaEvent_t written_ = nullptr;   // by this stream
  cudaEvent_t computed_ = nullptr;  // by the programs' streams, each of which has waited for the one before it
  std::array<Buffer, 2> buffers_;
};

}  // namespace facet::cuda
