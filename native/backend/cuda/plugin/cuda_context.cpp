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
  if (const GpuStatus status = staging_.open(); !status.ok()) return status;
  memory_.open(device_);
  info_.memory_pools = memory_.pooled();
  return {};
}

void CudaContext::close() noexcept {
  (void)enter();  // where the GPU is lost, the rest is given back as far as the driver lets it
  memory_.close();
  staging_.close();
  cudaGetLastError();  // so that this thread's next launch, on another GPU, does not report it
  delete this;
}

int64_t CudaContext::free_bytes() noexcept { return enter().ok() ? memory_.free_bytes() : 0; }

GpuStatus CudaContext::allocate(int64_t bytes, void** out) noexcept {
  const GpuStatus status = enter();
  return status.ok() ? memory_.allocate(bytes, out) : status;
}

void CudaContext::release(void* memory) noexcept {
  (void)enter();
  memory_.release(memory);
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
    return enter().ok() ? cuda::faster(info_, memory_, step, pool, own, {willing, count}) : &own;
  } catch (...) {
    return &own;  // the host has no memory left for the measurement
  }
}

}  // namespace facet::cuda
