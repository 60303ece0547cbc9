#include "backend/cpu/cpu_device.h"

#include <cstring>
#include <fstream>
#include <system_error>
#include <thread>

#include "backend/cpu/isa.h"
#include "backend/cpu/kernel_lists.h"
#include "core/status.h"
#include "runtime/json.h"
#include "runtime/memory.h"

namespace facet::cpu {
namespace {

class CpuMemory : public DeviceMemory {
 public:
  explicit CpuMemory(int64_t bytes) : block_(bytes) {}
  std::byte* address() const override { return block_.data(); }
  std::byte* host_address() const override { return block_.data(); }
  int64_t bytes() const override { return block_.bytes(); }
  void write(int64_t offset, const void* source, int64_t count) override {
    std::memcpy(block_.data() + offset, source, static_cast<size_t>(count));
  }
  void read(int64_t offset, void* target, int64_t count) override {
    std::memcpy(target, block_.data() + offset, static_cast<size_t>(count));
  }

 private:
  HostBlock block_;
};

// The processor's name by Linux's account; "processor" where it says none.
std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  std::string all;
  for (std::string line; std::getline(info, line) && !line.empty();) {
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    if (line.starts_with("model name")) return line.substr(colon + 2);
    if (line.starts_with("CPU ")) all += (all.empty() ? "" : " ") + line.substr(colon + 2);  // ARM: implementer, part, ...
  }
  return all.empty() ? "processor" : all;
}

class CpuDevice : public Device {
 public:
  explicit CpuDevice(int threads) : level_(best_isa_level()), pool_(threads) {}

  std::unique_ptr<DeviceMemory> allocate(int64_t bytes) override { return std::make_unique<CpuMemory>(bytes); }
  int64_t memory_bytes() const override { return total_memory_bytes(); }
  std::vector<const Kernel*> kernels(Op op) const override { return cpu::kernels(op, level_); }
  ThreadPool& pool() override { return pool_; }
  std::string tuning_key() const override {
    return text_of(processor_name(), ", ", name(level_), ", ", pool_.size(), pool_.size() == 1 ? " thread" : " threads");
  }

  std::string describe_members() const override {
    std::string levels;
    for (const IsaLevel level : {IsaLevel::portable, IsaLevel::avx2, IsaLevel::avx512}) {
      if (level <= machine_isa_level()) levels += (levels.empty() ? "" : ",") + json_text(name(level));
    }
    return text_of("\"name\":\"cpu\",\"threads\":", pool_.size(), ",\"isa\":", json_text(name(level_)), ",\"isaAvailable\":[",
                   levels, "]");
  }

 private:
  IsaLevel level_;
  ThreadPool pool_;
};

}  // namespace

std::unique_ptr<Device> open(int threads) {
  try {
    return std::make_unique<CpuDevice>(threads);
  } catch (const std::system_error& e) {
    fail(FACET_INVALID_ARGUMENT, "the system refused ", threads, " threads (", e.what(), "); open the device with fewer");
  }
}

std::string describe() {
  return text_of("{\"name\":\"cpu\",\"isa\":", json_text(name(machine_isa_level())),
                 ",\"cores\":", std::thread::hardware_concurrency(), ",\"memoryBytes\":", total_memory_bytes(), "}");
}

}  // namespace facet::cpu
