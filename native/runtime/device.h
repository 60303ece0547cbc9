// A device: where memory lies and which kernels compute. One implementation a backend; the core never asks which one it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/kernel.h"
#include "runtime/thread_pool.h"

namespace facet {

inline constexpr int kMaxThreads = 1024;

// A zeroed block of a device's memory, at least 64-byte aligned, with 64 readable bytes behind its end.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  virtual std::byte* address() const = 0;       // as kernels of the device see it
  virtual std::byte* host_address() const = 0;  // null if the host cannot reach it directly
  virtual int64_t bytes() const = 0;
  // Copies of [offset, offset + count), which the caller has checked. When a write returns, `source` may be used again, and
  // every read and run that begins later finds what was written.
  virtual void write(int64_t offset, const void* source, int64_t count) = 0;
  virtual void read(int64_t offset, void* target, int64_t count) = 0;
};

// One run of a program, for a queue to call: enqueue(self) hands every step to its kernel, in order, and returns false if one
// refused and the rest was left out. Plain data, for it may cross into a library that was built apart.
struct Work {
  bool (*enqueue)(void* self) noexcept;
  void* self;
};

// Where the steps of one program go. This one is for kernels that have computed when they return.
class Queue {
 public:
  virtual ~Queue() = default;
  virtual void* handle() { return nullptr; }     // KernelContext::queue
  virtual int32_t* faults() { return nullptr; }  // KernelContext::fault of step 0; the other steps' follow
  // Begins `work`, which may still be under way when the call returns. `unchanged`: it would enqueue exactly what it did in the
  // call before, so that a queue may repeat that without asking. Null, or what failed other than by a step's refusal; the text
  // is valid until the thread's next call.
  virtual KernelError start(const Work& work, [[maybe_unused]] bool unchanged) {
    work.enqueue(work.self);
    return nullptr;
  }
  // Returns when all that was enqueued so far is computed. The result is as above.
  virtual KernelError wait() { return nullptr; }
  // Copies from the host to memory that no step uses, beside the steps that are under way, but after every take() of that
  // memory. `source` may be used again when it returns. The result is as above.
  virtual KernelError feed(std::byte* shadow, const void* source, int64_t bytes) {
    std::memcpy(shadow, source, static_cast<size_t>(bytes));
    return nullptr;
  }
  // Copies within the device what was fed: after the steps enqueued so far, before all later ones. The result is as above.
  virtual KernelError take(std::byte* target, const std::byte* shadow, int64_t bytes) {
    std::memcpy(target, shadow, static_cast<size_t>(bytes));
    return nullptr;
  }
};

class Device {
 public:
  virtual ~Device() = default;
  // Throws Error FACET_OUT_OF_MEMORY.
  virtual std::unique_ptr<DeviceMemory> allocate(int64_t bytes) = 0;
  // All memory that the device has, used or not.
  virtual int64_t memory_bytes() const = 0;
  // The kernels of an op, best first.
  virtual std::vector<const Kernel*> kernels(Op op) const = 0;
  // Kernels of others, which are bound only where faster() says so; none on most devices.
  virtual std::vector<const Kernel*> rivals([[maybe_unused]] Op op) const { return {}; }
  // The fastest for a step: a kernel, or one of those rivals of it that take the step. Devices that do not measure keep to the
  // kernel.
  virtual const Kernel* faster([[maybe_unused]] const Step& step, const Kernel& own,
                               [[maybe_unused]] std::span<const Kernel* const> willing) {
    return &own;
  }
  // The device's part of describe(): JSON members without braces, e.g. "name":"cpu","isa":"avx2".
  virtual std::string describe_members() const = 0;
  virtual ThreadPool& pool() = 0;
  // What the times of kernels depend on beside a step's shapes, in one line; empty: kernels here cannot be timed by running
  // them on memory of the host, and are bound by their order.
  virtual std::string tuning_key() const { return {}; }
  // A queue for a program with that many steps. Throws Error FACET_OUT_OF_MEMORY.
  virtual std::unique_ptr<Queue> make_queue([[maybe_unused]] size_t steps) { return std::make_unique<Queue>(); }
  // Held while a program is started, and while it takes what it was fed: programs of one device that run on several threads
  // take turns. What their queues have not computed when the call returns, queues order themselves.
  std::mutex& turn() { return turn_; }

 private:
  std::mutex turn_;
};

// Opens a device by name; names, options and threads as in facet_device_open. Throws Error FACET_NO_DEVICE or
// FACET_INVALID_ARGUMENT.
std::unique_ptr<Device> open_device(const std::string& name, int threads);

// A JSON array of the devices that can be opened here, an object each; a kind that is absent has the member "absent", which
// says why.
std::string describe_devices();

// A JSON object: the device's members, then "kernels": {op: [names]}.
std::string describe(const Device& device);

}  // namespace facet
