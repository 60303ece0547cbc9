#include "backend/cuda/plugin/cuda_context.h"

#include <cstdio>
#include <new>

#include "backend/cuda/bindings/kernel_list.h"
#include "backend/cuda/plugin/cuda_queue.h"
#include "backend/cuda/plugin/rivals/contest.h"
#include "backend/cuda/plugin/rivals/rivals.h"

namespace facet::cuda {
namespace {

constexpr int kOldestCapability = 75;  // Turing

}  // namespace

GpuStatus describe(int device, GpuInfo* out) {
  cudaDeviceProp properties;
  FACET_CUDA_TRY(cudaGetDeviceProperties(&properties, device), "asking for the GPU's properties");
  *out = {};
  std::snprintf(out->model, sizeof(out->model), "%s", properties.name);
  out->capability = properties.major * 10 + properties.minor;
  out->multiprocessors = properties.multiProcessorCount;
  out->memory_bytes = static_cast<int64_t>(properties.totalGlobalMem);
  FACET_CUDA_TRY(cudaDriverGetVersion(&out->driver), "asking for the driver's version");
  return status_of(cudaRuntimeGetVersion(&out->runtime), "asking for the runtime's version");
}

GpuStatus CudaContext::open() {
  if (const GpuStatus status = describe(device_, &info_); !status.ok()) return status;
  if (info_.capability < kOldestCapability) {
    return failure(FACET_NO_DEVICE, "the %s is an sm_%d; the kernels need sm_%d (Turing) or newer", info_.model,
                   info_.capability, kOldestCapability);
  }
  if (const GpuStatus status = enter(); !status.ok()) return status;
  return staging_.open();
}

void CudaContext::close() noexcept {
  (void)enter();  // where the GPU is lost, the rest is given back as far as the driver lets it
  staging_.close();
  delete this;
}

int64_t CudaContext::free_bytes() noexcept {
  size_t free = 0, total = 0;
  if (!enter().ok() || cudaMemGetInfo(&free, &total) != cudaSuccess) return 0;
  return static_cast<int64_t>(free);
}

GpuStatus CudaContext::allocate(int64_t bytes, void** out) noexcept {
  if (const GpuStatus status = enter(); !status.ok()) return status;
  void* memory = nullptr;
  FACET_CUDA_TRY(cudaMalloc(&memory, static_cast<size_t>(bytes)), "allocating");
  GpuStatus status = status_of(cudaMemset(memory, 0, static_cast<size_t>(bytes)), "clearing memory");
  // A stream of a program does not wait for the default stream, where the memset runs.
  if (status.ok()) status = status_of(cudaStreamSynchronize(nullptr), "clearing memory");
  if (!status.ok()) {
    cudaFree(memory);
    return status;
  }
  *out = memory;
  return {};
}

void CudaContext::release(void* memory) noexcept {
  (void)enter();
  (void)staging_.finish();  // a copy into it may be under way
  cudaFree(memory);
}

GpuStatus CudaContext::write(void* target, const void* source, int64_t bytes) noexcept {
  const GpuStatus status = enter();
  return status.ok() ? staging_.write(target, source, bytes) : status;
}

GpuStatus CudaContext::read(void* target, const void* source, int64_t bytes) noexcept {
  const GpuStatus status = enter();
  return status.ok() ? staging_.read(target, source, bytes) : status;
}

GpuStatus CudaContext::make_queue(size_t steps, GpuQueue** out) noexcept {
  auto* queue = new (std::nothrow) CudaQueue(device_, staging_);
  if (queue == nullptr) return {FACET_OUT_OF_MEMORY, "the process is out of memory"};
  const GpuStatus status = queue->open(steps);
  if (!status.ok()) {
    queue->close();
    return status;
  }
  *out = queue;
  return {};
}

const Kernel* const* CudaContext::kernels(Op op, size_t* count) noexcept {
  const auto list = cuda::kernels(op);
  *count = list.size();
  return list.data();
}

const Kernel* const* CudaContext::rivals(Op op, size_t* count) noexcept {
  (void)enter();
  const auto list = cuda::rivals(op);
  *count = list.size();
  return list.data();
}

const Kernel* CudaContext::faster(const Step& step, ThreadPool& pool, const Kernel& own, const Kernel* const* willing,
                                  size_t count) noexcept {
  try {
    return enter().ok() ? cuda::faster(info_, step, pool, own, {willing, count}) : &own;
  } catch (...) {
    return &own;  // the host has no memory left for the measurement
  }
}

}  // namespace facet::cuda
