#include "backend/cuda/cuda_devices.h"

#include <charconv>

#include "backend/cuda/gpu_device.h"
#include "backend/cuda/gpu_library.h"
#include "backend/cuda/simt/simt_runtime.h"
#include "core/status.h"
#include "runtime/json.h"

namespace facet::cuda {
namespace {

constexpr const char* kSimt = "simt";
constexpr const char* kCuda = "cuda";

// N of "cuda:N"; 0 of "cuda".
int number_of(const std::string& name) {
  if (name == kCuda) return 0;
  const char *first = name.c_str() + std::string(kCuda).size() + 1, *end = name.c_str() + name.size();
  int number = 0;
  const auto [stop, error] = std::from_chars(first, end, number);
  if (error != std::errc{} || stop != end || number < 0) {
    fail(FACET_NO_DEVICE, "device ", name, ": give cuda, or cuda:N with the number of the GPU");
  }
  return number;
}

std::string entry(const std::string& name, const GpuInfo& info) {
  return "{\"name\":" + json_text(name) + "," + describe_members(info) + "}";
}

void require(const GpuStatus& status) {
  if (!status.ok()) fail(status.code, status.reason);
}

void list_gpus(std::vector<std::string>& out) {
  try {
    GpuRuntime& runtime = library_runtime();
    int count = 0;
    require(runtime.count(&count));
    for (int n = 0; n < count; ++n) {
      GpuInfo info{};
      require(runtime.describe(n, &info));
      out.push_back(entry(text_of(kCuda, ":", n), info));
    }
  } catch (const Error& e) {
    out.push_back("{\"name\":" + json_text(kCuda) + ",\"absent\":" + json_text(e.what()) + "}");
  }
}

}  // namespace

bool owns(const std::string& name) { return name == kSimt || name == kCuda || name.starts_with(std::string(kCuda) + ":"); }

std::unique_ptr<Device> open(const std::string& name, Precision precision) {
  if (name == kSimt) return open_gpu(name, simt_runtime(), 0, precision);
  const int number = number_of(name);
  return open_gpu(text_of(kCuda, ":", number), library_runtime(), number, precision);
}

std::vector<std::string> list() {
  std::vector<std::string> out;
  list_gpus(out);
  GpuInfo info{};
  require(simt_runtime().describe(0, &info));
  out.push_back(entry(kSimt, info));
  return out;
}

}  // namespace facet::cuda
