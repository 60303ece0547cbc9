#include "runtime/device.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <thread>

#include "backend/cpu/cpu_device.h"
#include "backend/cuda/cuda_devices.h"
#include "core/op_table.h"
#include "core/status.h"
#include "runtime/environment.h"
#include "runtime/json.h"

namespace facet {

namespace {

constexpr std::string_view kPrecision = "precision=";

Precision precision_of(std::string_view text, std::string_view device) {
  if (text == "f32") return Precision::f32;
  if (text == "tf32") return Precision::tf32;
  if (text == "bf16") return Precision::bf16;
  fail(FACET_INVALID_ARGUMENT, "device ", device, ": precision=", text, ": give f32, tf32 or bf16");
}

}  // namespace

std::unique_ptr<Device> open_device(const std::string& text, int threads) {
  if (threads < 0 || threads > kMaxThreads)
    fail(FACET_INVALID_ARGUMENT, threads, " threads: give 0 (automatic) to ", kMaxThreads);
  if (threads == 0) threads = threads_from_environment();
  if (threads == 0) threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
  const size_t comma = text.find(',');
  const std::string name = text.substr(0, comma);
  std::optional<Precision> precision;
  if (comma != std::string::npos) {
    const std::string_view option = std::string_view(text).substr(comma + 1);
    if (!option.starts_with(kPrecision)) {
      fail(FACET_INVALID_ARGUMENT, "device ", text, ": unknown option \"", option, "\"; there is precision=f32, tf32 or bf16");
    }
    precision = precision_of(option.substr(kPrecision.size()), text);
  }
  if (name == "cpu") {
    if (precision.value_or(Precision::f32) != Precision::f32) {
      fail(FACET_INVALID_ARGUMENT, "device ", text, ": the CPU computes in f32; other precisions are for GPUs");
    }
    return cpu::open(threads);
  }
  if (cuda::owns(name)) return cuda::open(name, precision.value_or(default_precision()));
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
