#include "runtime/device.h"

#include <algorithm>
#include <thread>

#include "backend/cpu/cpu_device.h"
#include "backend/cuda/cuda_devices.h"
#include "core/op_table.h"
#include "core/status.h"
#include "runtime/environment.h"
#include "runtime/json.h"

namespace facet {

std::unique_ptr<Device> open_device(const std::string& name, int threads) {
  if (threads < 0 || threads > kMaxThreads)
    fail(FACET_INVALID_ARGUMENT, threads, " threads: give 0 (automatic) to ", kMaxThreads);
  if (threads == 0) threads = threads_from_environment();
  if (threads == 0) threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
  if (name == "cpu") return cpu::open(threads);
  if (cuda::owns(name)) return cuda::open(name);
  fail(FACET_NO_DEVICE, "unknown device \"", name, "\"; use cpu, cuda, cuda:N or simt");
}

std::string describe_devices() {
  std::string out = "[" + cpu::describe();
  for (const std::string& device : cuda::list()) out += "," + device;
  return out + "]";
}

std::string describe(const Device& device) {
  std::string out = "{" + device.describe_members() + ",\"kernels\":{";
  for (uint32_t i = 0; i < kOpCount; ++i) {
    const Op op = static_cast<Op>(i);
    if (i > 0) out += ",";
    out += json_text(op_info(op).name) + ":[";
    bool first = true;
    for (const auto& list : {device.rivals(op), device.kernels(op)}) {
      for (const Kernel* kernel : list) {
        if (!first) out += ",";
        first = false;
        out += json_text(kernel->name);
      }
    }
    out += "]";
  }
  return out + "}}";
}

}  // namespace facet
