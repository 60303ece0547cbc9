// A device: where memory lies and which kernels compute. One implementation a backend; the core never asks which one it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
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
  // Synchronous copies of [offset, offset + count), which the caller has checked.
  virtual void write(int64_t offset, const void* source, int64_t count) = 0;
  virtual void read(int64_t offset, void* target, int64_t count) = 0;
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
  // The device's part of describe(): JSON members without braces, e.g. "name":"cpu","isa":"avx2".
  virtual std::string describe_members() const = 0;
  virtual ThreadPool& pool() = 0;
  // Held while a program runs: programs of one device that run on several threads take turns.
  std::mutex& turn() { return turn_; }

 private:
  std::mutex turn_;
};

// Opens "cpu" or another device by name; threads as in facet_device_open. Throws Error FACET_NO_DEVICE or
// FACET_INVALID_ARGUMENT.
std::unique_ptr<Device> open_device(const std::string& name, int threads);

// A JSON object: the device's members, then "kernels": {op: [names]}.
std::string describe(const Device& device);

}  // namespace facet
