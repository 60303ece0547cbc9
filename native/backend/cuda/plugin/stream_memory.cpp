#include "backend/cuda/plugin/stream_memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "backend/cuda/plugin/environment.h"

namespace facet::cuda {
namespace {

// What the pool leaves to the driver, which takes memory beside it and cannot always take what the pool keeps: for graphs when
// they are made and first launched, for kernels' code and stacks, for cuDNN and cuBLAS. Some hundred MB, of which a small GPU
// cannot spare as much.
constexpr uint64_t kReserve = uint64_t{1} << 30;
constexpr uint64_t kReservedPart = 16;

// Of so much, live memory included, the pool gives nothing back by itself; of more, what is released, whenever the host waits.
bool keep_most(cudaMemPool_t pool) {
  size_t free = 0, total = 0;
  if (cudaMemGetInfo(&free, &total) != cudaSuccess) return false;
  const uint64_t reserve = std::min<uint64_t>(total / kReservedPart, kReserve);
  uint64_t kept = std::max<uint64_t>(free, reserve) - reserve;
  return cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &kept) == cudaSuccess;
}

cudaMemPool_t make_pool(int device) {
  cudaMemPoolProps properties{};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location.type = cudaMemLocationTypeDevice;
  properties.location.id = device;
  cudaMemPool_t pool = nullptr;
  if (cudaMemPoolCreate(&pool, &properties) != cudaSuccess) return nullptr;
  if (keep_most(pool)) return pool;
  cudaMemPoolDestroy(pool);
  return nullptr;
}

// 0 where the pool does not say. Between the two questions another thread may allocate.
int64_t kept_by(cudaMemPool_t pool) {
  uint64_t used = 0, reserved = 0;
  if (cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemCurrent, &used) != cudaSuccess ||
      cudaMemPoolGetAttribute(pool, cudaMemPoolAttrReservedMemCurrent, &reserved) != cudaSuccess) {
    cudaGetLastError();
    return 0;
  }
  return static_cast<int64_t>(std::max(reserved, used) - used);
}

}  // namespace

void StreamMemory::open(int device) {
  int supported = 0;
  if (variable("FACET_CUDA_POOLS") == "0") return;
  const bool asked = cudaDeviceGetAttribute(&supported, cudaDevAttrMemoryPoolsSupported, device) == cudaSuccess;
  if (asked && supported != 0) pool_ = make_pool(device);
  if (pool_ == nullptr) cudaGetLastError();  // there is the plain way, and what is worse comes up there again
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
  ++live_;
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
  // Nobody is left for whom to keep it, and perhaps somebody beside who wants it.
  if (--live_ == 0 && pool_ != nullptr) (void)trim();
}

void StreamMemory::put_back(void* memory) {
  if (pool_ != nullptr) {
    cudaFreeAsync(memory, staging_.stream());
  } else {
    cudaStreamSynchronize(staging_.stream());
    cudaFree(memory);
  }
  cudaGetLastError();
}

int64_t StreamMemory::free_bytes() {
  size_t free = 0, total = 0;
  if (!status_of(cudaMemGetInfo(&free, &total), "asking for free memory").ok()) return 0;
  return static_cast<int64_t>(free) + (pool_ != nullptr ? kept_by(pool_) : 0);
}

}  // namespace facet::cuda
