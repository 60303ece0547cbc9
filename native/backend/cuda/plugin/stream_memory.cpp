#include "backend/cuda/plugin/stream_memory.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace facet::cuda {
namespace {

// Never below it: the pool gives nothing back by itself. The default, 0, gives everything back whenever the host waits.
constexpr uint64_t kReleaseThreshold = std::numeric_limits<uint64_t>::max();

cudaMemPool_t make_pool(int device) {
  cudaMemPoolProps properties{};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location.type = cudaMemLocationTypeDevice;
  properties.location.id = device;
  cudaMemPool_t pool = nullptr;
  if (cudaMemPoolCreate(&pool, &properties) != cudaSuccess) return nullptr;
  uint64_t threshold = kReleaseThreshold;
  if (cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &threshold) == cudaSuccess) return pool;
  cudaMemPoolDestroy(pool);
  return nullptr;
}

uint64_t attribute(cudaMemPool_t pool, cudaMemPoolAttr name) {
  uint64_t value = 0;
  return cudaMemPoolGetAttribute(pool, name, &value) == cudaSuccess ? value : 0;
}

}  // namespace

GpuStatus StreamMemory::open(int device) {
  int supported = 0;
  FACET_CUDA_TRY(cudaDeviceGetAttribute(&supported, cudaDevAttrMemoryPoolsSupported, device), "asking for memory pools");
  if (supported == 0) return {};
  pool_ = make_pool(device);
  if (pool_ == nullptr) cudaGetLastError();  // there is the plain way, and what is worse comes up there again
  return {};
}

void StreamMemory::close() {
  if (pool_ == nullptr) return;
  (void)staging_.finish();  // what is not yet seen to be released would stay with the driver
  cudaMemPoolDestroy(pool_);
  pool_ = nullptr;
}

GpuStatus StreamMemory::allocate(int64_t bytes, void** out) {
  void* memory = nullptr;
  GpuStatus status = take(bytes, &memory);
  if (status.code == FACET_OUT_OF_MEMORY && pool_ != nullptr) {
    if (const GpuStatus trimmed = trim(); !trimmed.ok()) return trimmed;
    status = take(bytes, &memory);
  }
  if (!status.ok()) return status;
  status = status_of(cudaMemsetAsync(memory, 0, static_cast<size_t>(bytes), staging_.stream()), "clearing memory");
  if (!status.ok()) {
    put_back(memory);
    return status;
  }
  *out = memory;
  return {};
}

GpuStatus StreamMemory::take(int64_t bytes, void** out) {
  const auto size = static_cast<size_t>(bytes);
  return status_of(pool_ != nullptr ? cudaMallocFromPoolAsync(out, size, pool_, staging_.stream()) : cudaMalloc(out, size),
                   "allocating");
}

GpuStatus StreamMemory::trim() {
  // Only what the host has seen to be released can leave the pool.
  if (const GpuStatus status = staging_.finish(); !status.ok()) return status;
  return status_of(cudaMemPoolTrimTo(pool_, 0), "giving memory back");
}

void StreamMemory::release(void* memory) {
  (void)staging_.follow_runs();  // fails where the GPU is lost, and with it the memory
  put_back(memory);
}

void StreamMemory::put_back(void* memory) {
  if (pool_ != nullptr) {
    cudaFreeAsync(memory, staging_.stream());
  } else {
    (void)staging_.finish();
    cudaFree(memory);
  }
  cudaGetLastError();
}

int64_t StreamMemory::free_bytes() {
  size_t free = 0, total = 0;
  if (!status_of(cudaMemGetInfo(&free, &total), "asking for free memory").ok()) return 0;
  auto bytes = static_cast<int64_t>(free);
  if (pool_ != nullptr) {
    const uint64_t used = attribute(pool_, cudaMemPoolAttrUsedMemCurrent);
    bytes += static_cast<int64_t>(attribute(pool_, cudaMemPoolAttrReservedMemCurrent) - used);
  }
  return bytes;
}

}  // namespace facet::cuda
