#include "backend/cuda/simt/simt_runtime.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

#include "backend/cuda/bindings/kernel_list.h"
#include "runtime/memory.h"

namespace facet::cuda {
namespace {

constexpr size_t kAlignment = 256;

GpuStatus copy(void* target, const void* source, int64_t bytes) {
  std::memcpy(target, source, static_cast<size_t>(bytes));
  return {};
}

// Kernels compute when they are launched: there is nothing to wait for, and repeating a run is running it again.
class SimtQueue final : public GpuQueue {
 public:
  explicit SimtQueue(size_t steps) : faults_(steps, 0) {}
  void close() noexcept override { delete this; }
  void* stream() noexcept override { return nullptr; }
  int32_t* faults() noexcept override { return faults_.data(); }
  GpuStatus start(const Work& work, bool) noexcept override {
    work.enqueue(work.self);
    return {};
  }
  GpuStatus wait() noexcept override { return {}; }
  GpuStatus feed(void* shadow, const void* source, int64_t bytes) noexcept override { return copy(shadow, source, bytes); }
  GpuStatus take(void* target, const void* shadow, int64_t bytes) noexcept override { return copy(target, shadow, bytes); }

 private:
  std::vector<int32_t> faults_;
};

class SimtContext final : public GpuContext {
 public:
  SimtContext() {
    std::snprintf(info_.model, sizeof(info_.model), "SIMT shim on the CPU");
    info_.memory_bytes = total_memory_bytes();
  }
  void close() noexcept override { delete this; }
  const GpuInfo& info() noexcept override { return info_; }
  int64_t free_bytes() noexcept override { return available_memory_bytes(); }

  GpuStatus allocate(int64_t bytes, void** out) noexcept override {
    if (bytes > available_memory_bytes()) return {FACET_OUT_OF_MEMORY, "the machine has not so much"};
    const size_t size = (static_cast<size_t>(bytes) + kAlignment - 1) / kAlignment * kAlignment;
    void* memory = std::aligned_alloc(kAlignment, size);
    if (memory == nullptr) return {FACET_OUT_OF_MEMORY, "the system refused the memory"};
    std::memset(memory, 0, size);
    *out = memory;
    return {};
  }
  void release(void* memory) noexcept override { std::free(memory); }

  GpuStatus write(void* target, const void* source, int64_t bytes) noexcept override { return copy(target, source, bytes); }
  GpuStatus read(void* target, const void* source, int64_t bytes) noexcept override { return copy(target, source, bytes); }

  GpuStatus make_queue(size_t steps, GpuQueue** out) noexcept override {
    try {
      *out = new SimtQueue(steps);
      return {};
    } catch (const std::bad_alloc&) {
      return {FACET_OUT_OF_MEMORY, "the process is out of memory"};
    }
  }

  const Kernel* const* kernels(Op op, size_t* count) noexcept override {
    const auto list = cuda::kernels(op);
    *count = list.size();
    return list.data();
  }
  const Kernel* const* rivals(Op, size_t* count) noexcept override {
    *count = 0;
    return nullptr;
  }
  const Kernel* faster(const Step&, ThreadPool&, const Kernel& own, const Kernel* const*, size_t) noexcept override {
    return &own;
  }

 private:
  GpuInfo info_{};
};

class SimtRuntime final : public GpuRuntime {
 public:
  GpuStatus count(int* out) noexcept override {
    *out = 1;
    return {};
  }
  GpuStatus describe(int, GpuInfo* out) noexcept override {
    *out = SimtContext().info();
    return {};
  }
  GpuStatus open(int, GpuContext** out) noexcept override {
    *out = new (std::nothrow) SimtContext();
    return *out == nullptr ? GpuStatus{FACET_OUT_OF_MEMORY, "the process is out of memory"} : GpuStatus{};
  }
};

}  // namespace

GpuRuntime& simt_runtime() {
  static SimtRuntime runtime;
  return runtime;
}

}  // namespace facet::cuda
