// What stands between Facet and a GPU: memory, copies, queues and the kernels bound to programs. Two implementations: the CUDA
// runtime, in a library of its own that is opened when a cuda device is asked for (plugin/), and the SIMT shim, which computes
// on the CPU (simt/).
//
// The interface crosses into a library that was built apart, perhaps with another standard library: only plain data and virtual
// functions, nothing throws, and whoever made an object destroys it (close).
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/kernel.h"
#include "facet/facet.h"
#include "runtime/device.h"

namespace facet::cuda {

// Changes with anything below, and with Step, Kernel and KernelContext of core/kernel.h: a library built for other ones is
// refused.
inline constexpr uint32_t kGpuInterfaceVersion = FACET_ABI_VERSION * 1000 + 3;

struct [[nodiscard]] GpuStatus {
  facet_status code = FACET_OK;
  const char* reason = nullptr;  // null if ok; valid until this thread's next call

  bool ok() const { return code == FACET_OK; }
};

struct GpuInfo {
  char model[256];       // "NVIDIA H100 80GB HBM3"
  int capability;        // 90 for sm_90; 0 for the shim
  int multiprocessors;   // 0 for the shim
  int64_t memory_bytes;  // all that the device has
  int driver, runtime;   // CUDA versions that the driver knows and the kernels were built with, 13000 for 13.0; 0 for the shim
  bool memory_pools;     // of an opened GPU: it allocates in the order of its streams (plugin/stream_memory.h)
};

// The stream of one program. One thread at a time.
class GpuQueue {
 public:
  virtual void close() noexcept = 0;
  virtual void* stream() noexcept = 0;     // a kernels::Stream
  virtual int32_t* faults() noexcept = 0;  // one word a step that host and device both reach, zeroed
  // As those of facet::Queue. What has been started counts as computed for every other queue of the context that starts later,
  // and for its copies: they wait.
  virtual GpuStatus start(const Work& work, bool unchanged) noexcept = 0;
  virtual GpuStatus wait() noexcept = 0;
  virtual GpuStatus feed(void* shadow, const void* source, int64_t bytes) noexcept = 0;
  virtual GpuStatus take(void* target, const void* shadow, int64_t bytes) noexcept = 0;

 protected:
  ~GpuQueue() = default;
};

// One opened GPU. May be used from many threads.
class GpuContext {
 public:
  virtual void close() noexcept = 0;
  virtual const GpuInfo& info() noexcept = 0;
  // Memory that can be allocated now.
  virtual int64_t free_bytes() noexcept = 0;
  // At least 256-byte aligned, zeroed. FACET_OUT_OF_MEMORY if the device has not so much left.
  virtual GpuStatus allocate(int64_t bytes, void** out) noexcept = 0;
  // Runs and copies of it that have begun are completed before the memory is anybody else's.
  virtual void release(void* memory) noexcept = 0;
  // Copies between host memory and the device's. A write returns when `source` may be used again, and is complete for every
  // read and run that begins later.
  virtual GpuStatus write(void* target, const void* source, int64_t bytes) noexcept = 0;
  virtual GpuStatus read(void* target, const void* source, int64_t bytes) noexcept = 0;
  virtual GpuStatus make_queue(size_t steps, GpuQueue** out) noexcept = 0;
  // The kernels of an op, best first.
  virtual const Kernel* const* kernels(Op op, size_t* count) noexcept = 0;
  // Kernels of others for it. Makes the GPU the thread's current one, on which their refusals and sizes depend.
  virtual const Kernel* const* rivals(Op op, size_t* count) noexcept = 0;
  // As Device::faster; the pool is for the kernels' contexts.
  virtual const Kernel* faster(const Step& step, ThreadPool& pool, const Kernel& own, const Kernel* const* willing,
                               size_t count) noexcept = 0;

 protected:
  ~GpuContext() = default;
};

class GpuRuntime {
 public:
  // How many GPUs there are. FACET_NO_DEVICE with what is missing (driver, a newer driver, a GPU) if there is none.
  virtual GpuStatus count(int* out) noexcept = 0;
  virtual GpuStatus describe(int number, GpuInfo* out) noexcept = 0;
  virtual GpuStatus open(int number, GpuContext** out) noexcept = 0;

 protected:
  ~GpuRuntime() = default;
};

// The only symbol of a plugin's library: its runtime, or null if it was built for another interface version.
extern "C" using GpuRuntimeEntry = GpuRuntime * (uint32_t interface_version);
inline constexpr const char* kGpuRuntimeSymbol = "facet_gpu_runtime";

}  // namespace facet::cuda
