// An NVIDIA GPU.
#pragma once

#include "backend/cuda/plugin/cuda_error.h"
#include "backend/cuda/plugin/staging.h"
#include "backend/cuda/plugin/stream_memory.h"

namespace facet::cuda {

// What is known of GPU `device` without opening it.
GpuStatus describe(int device, GpuInfo* out);

class CudaContext final : public GpuContext {
 public:
  explicit CudaContext(int device) : device_(device) {}
  // FACET_NO_DEVICE if the GPU is too old for the kernels.
  GpuStatus open();

  void close() noexcept override;
  const GpuInfo& info() noexcept override { return info_; }
  int64_t free_bytes() noexcept override;
  GpuStatus allocate(int64_t bytes, void** out) noexcept override;
  void release(void* memory) noexcept override;
  GpuStatus write(void* target, const void* source, int64_t bytes) noexcept override;
  GpuStatus read(void* target, const void* source, int64_t bytes) noexcept override;
  GpuStatus make_queue(size_t steps, GpuQueue** out) noexcept override;
  const Kernel* const* kernels(Op op, size_t* count) noexcept override;
  const Kernel* const* rivals(Op op, size_t* count) noexcept override;
  const Kernel* faster(const Step& step, ThreadPool& pool, const Kernel& own, const Kernel* const* willing,
                       size_t count) noexcept override;

 private:
  // Calls may come on any thread, and each thread has a current GPU of its own.
  GpuStatus enter() { return status_of(cudaSetDevice(device_), "choosing the GPU"); }

  int device_;
  GpuInfo info_{};
  Staging staging_;
  StreamMemory memory_{staging_};
};

}  // namespace facet::cuda
