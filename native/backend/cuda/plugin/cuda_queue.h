// A program's stream. What a run enqueues is captured as a CUDA graph when it is run again unchanged, and from then on launched
// whole: a training step of hundreds of launches costs the processor one.
#pragma once

#include "backend/cuda/plugin/cuda_error.h"
#include "backend/cuda/plugin/staging.h"

namespace facet::cuda {

class CudaQueue final : public GpuQueue {
 public:
  CudaQueue(int device, Staging& staging) : device_(device), staging_(staging) {}
  GpuStatus open(size_t steps);

  void close() noexcept override;
  void* stream() noexcept override { return stream_; }
  int32_t* faults() noexcept override { return faults_; }
  GpuStatus start(const Work& work, bool unchanged) noexcept override;
  GpuStatus wait() noexcept override;
  GpuStatus feed(void* shadow, const void* source, int64_t bytes) noexcept override;
  GpuStatus take(void* target, const void* shadow, int64_t bytes) noexcept override;

 private:
  // Sets graph_ if all went well; else leaves the stream as it was.
  bool capture(const Work& work);
  void forget();

  int device_;
  Staging& staging_;
  cudaStream_t stream_ = nullptr;
  cudaEvent_t taken_ = nullptr;  // all that take() has enqueued
  int32_t* faults_ = nullptr;
  cudaGraphExec_t graph_ = nullptr;
  bool capturable_ = true;
};

}  // namespace facet::cuda
