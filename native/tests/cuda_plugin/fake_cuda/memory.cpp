// Memory: the device's, at once or in the order of streams from pools, and pinned memory of the host.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "fake_cuda/state.h"

using fake_cuda::answer;
using fake_cuda::broken;
using fake_cuda::state;

// What a pool has of the driver. It maps its memory as it is needed: what is kept of a block is a block of its own.
struct CUmemPool_st {
  struct Block {
    std::shared_ptr<std::byte> whole;  // as reserved
    std::byte* memory;                 // a part of it
    size_t bytes;
    bool used;                // else kept
    fake_cuda::Past release;  // what had come before it was released, itself included
  };
  std::vector<Block> blocks;
  uint64_t threshold = 0;

  uint64_t reserved() const {
    uint64_t sum = 0;
    for (const Block& block : blocks) sum += block.bytes;
    return sum;
  }
};

namespace {

constexpr size_t kAlignment = 256;
constexpr int kFresh = 0xcd, kReleased = 0xdd;

bool has_room(size_t bytes) {
  return static_cast<int64_t>(bytes) <= state().machine.memory_bytes - state().counts.device_bytes;
}

std::byte* reserve(size_t bytes) {
  state().counts.device_bytes += static_cast<int64_t>(bytes);
  ++state().counts.reservations;
  return static_cast<std::byte*>(std::malloc(bytes));
}

void give_back(size_t bytes) { state().counts.device_bytes -= static_cast<int64_t>(bytes); }

// The state's turn is taken.
void trim(CUmemPool_st& pool, uint64_t keep) {
  uint64_t reserved = pool.reserved();
  std::erase_if(pool.blocks, [&](const CUmemPool_st::Block& block) {
    if (reserved <= keep || block.used || !state().order.host_saw(block.release)) return false;
    reserved -= block.bytes;
    give_back(block.bytes);
    return true;
  });
}

// The smallest that is kept and may be used by what the stream is given next.
CUmemPool_st::Block* kept_block(CUmemPool_st& pool, size_t bytes, int64_t stream) {
  CUmemPool_st::Block* best = nullptr;
  for (CUmemPool_st::Block& block : pool.blocks) {
    const bool fits = !block.used && block.bytes >= bytes && state().order.comes_after(stream, block.release);
    if (fits && (best == nullptr || block.bytes < best->bytes)) best = &block;
  }
  return best;
}

// Memory for the stream, of a kept block or of the driver; null if there is not so much. The state's turn is taken.
std::byte* take(CUmemPool_st& pool, size_t bytes, int64_t stream) {
  CUmemPool_st::Block* kept = kept_block(pool, bytes, stream);
  if (kept == nullptr) {
    if (!has_room(bytes)) return nullptr;
    std::byte* memory = reserve(bytes);
    pool.blocks.push_back({{memory, std::free}, memory, bytes, true, {}});
    return memory;
  }
  const CUmemPool_st::Block rest{kept->whole, kept->memory + bytes, kept->bytes - bytes, false, kept->release};
  std::byte* memory = kept->memory;
  kept->bytes = bytes;
  kept->used = true;
  if (rest.bytes > 0) pool.blocks.push_back(rest);
  return memory;
}

CUmemPool_st::Block* block_of(const void* memory) {
  for (CUmemPool_st* pool : state().pools) {
    for (CUmemPool_st::Block& block : pool->blocks) {
      if (block.memory == memory && block.used) return &block;
    }
  }
  return nullptr;
}

}  // namespace

namespace fake_cuda {

void keep_to_thresholds() {
  const std::lock_guard<std::mutex> turn(state().turn);
  for (CUmemPool_st* pool : state().pools) trim(*pool, pool->threshold);
}

}  // namespace fake_cuda

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  const std::lock_guard<std::mutex> turn(state().turn);
  *total = static_cast<size_t>(state().machine.memory_bytes);
  *free = static_cast<size_t>(state().machine.memory_bytes - state().counts.device_bytes);
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, size_t bytes) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  const std::lock_guard<std::mutex> turn(state().turn);
  if (!has_room(bytes)) return answer(cudaErrorMemoryAllocation);
  *memory = std::memset(reserve(bytes), kFresh, bytes);
  state().device_blocks[static_cast<std::byte*>(*memory)] = bytes;
  state().order.allocated(*memory, bytes);
  return cudaSuccess;
}

// Does not wait, though the real one mostly does: who relies on that is found.
cudaError_t cudaFree(void* memory) {
  const std::lock_guard<std::mutex> turn(state().turn);
  const auto block = state().device_blocks.extract(static_cast<std::byte*>(memory));
  if (block.empty()) return answer(cudaErrorInvalidValue);
  state().order.released(memory);
  give_back(block.mapped());
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaHostAlloc(void** memory, size_t bytes, unsigned) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  const std::lock_guard<std::mutex> turn(state().turn);
  *memory = std::malloc(bytes);
  state().pinned_blocks[static_cast<std::byte*>(*memory)] = bytes;
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* memory) {
  const std::lock_guard<std::mutex> turn(state().turn);
  if (state().pinned_blocks.erase(static_cast<std::byte*>(memory)) == 0) return answer(cudaErrorInvalidValue);
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) {
  *value = state().machine.pools ? 1 : 0;
  return answer(broken());
}

cudaError_t cudaMemPoolCreate(cudaMemPool_t* pool, const cudaMemPoolProps*) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  if (state().machine.pool_creation != cudaSuccess) return answer(state().machine.pool_creation);
  *pool = new CUmemPool_st;
  const std::lock_guard<std::mutex> turn(state().turn);
  state().pools.insert(*pool);
  return cudaSuccess;
}

// The real one would wait for what is not yet released.
cudaError_t cudaMemPoolDestroy(cudaMemPool_t pool) {
  const std::lock_guard<std::mutex> turn(state().turn);
  for (const CUmemPool_st::Block& block : pool->blocks) {
    const bool left = block.used || !state().order.host_saw(block.release);
    if (left && state().broken == cudaSuccess) state().order.report("a pool is destroyed while its memory may be in use");
    state().device_blocks.erase(block.memory);
    give_back(block.bytes);
  }
  state().pools.erase(pool);
  delete pool;
  return cudaSuccess;
}

cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t pool, cudaMemPoolAttr name, void* value) {
  if (name != cudaMemPoolAttrReleaseThreshold) return answer(cudaErrorInvalidValue);
  const std::lock_guard<std::mutex> turn(state().turn);
  pool->threshold = *static_cast<uint64_t*>(value);
  return cudaSuccess;
}

cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t pool, cudaMemPoolAttr name, void* value) {
  const std::lock_guard<std::mutex> turn(state().turn);
  uint64_t used = 0;
  for (const CUmemPool_st::Block& block : pool->blocks) used += block.used ? block.bytes : 0;
  *static_cast<uint64_t*>(value) = name == cudaMemPoolAttrUsedMemCurrent ? used : pool->reserved();
  return answer(state().broken);
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t pool, size_t keep) {
  const std::lock_guard<std::mutex> turn(state().turn);
  ++state().counts.trims;
  trim(*pool, keep);
  return cudaSuccess;
}

cudaError_t cudaMallocFromPoolAsync(void** memory, size_t bytes, cudaMemPool_t pool, cudaStream_t stream) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  CUstream_st& on = fake_cuda::of(stream);
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    *memory = take(*pool, (bytes + kAlignment - 1) / kAlignment * kAlignment, on.number);
    if (*memory == nullptr) return answer(cudaErrorMemoryAllocation);
    state().device_blocks[static_cast<std::byte*>(*memory)] = bytes;
    state().order.allocated(*memory, bytes, on.number);
  }
  on.enqueue([first = *memory, bytes] { std::memset(first, kFresh, bytes); }, {*memory});
  return cudaSuccess;
}

cudaError_t cudaFreeAsync(void* memory, cudaStream_t stream) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  CUstream_st& on = fake_cuda::of(stream);
  const std::lock_guard<std::mutex> turn(state().turn);
  CUmemPool_st::Block* block = block_of(memory);
  if (block == nullptr) return answer(cudaErrorInvalidValue);
  state().device_blocks.erase(block->memory);
  state().order.released(memory, on.number);
  on.enqueue([memory, bytes = block->bytes] { std::memset(memory, kReleased, bytes); });
  block->release = state().order.past(on.number);
  block->used = false;
  return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void* memory, int value, size_t bytes, cudaStream_t stream) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  if (const cudaError_t error = state().machine.clearing; error != cudaSuccess) return answer(error);
  fake_cuda::of(stream).enqueue([=] { std::memset(memory, value, bytes); }, {memory});
  return cudaSuccess;
}
