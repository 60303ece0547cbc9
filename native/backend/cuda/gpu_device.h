// GPUs, real or emulated, as devices.
#pragma once

#include <memory>
#include <string>

#include "backend/cuda/gpu_runtime.h"
#include "runtime/device.h"
#include "runtime/precision.h"

namespace facet::cuda {

// GPU `number` of a runtime; `name` as it is shown. Throws Error of the runtime's status.
std::unique_ptr<Device> open_gpu(const std::string& name, GpuRuntime& runtime, int number, Precision precision);

// What a GPU is: JSON members without braces.
std::string describe_members(const GpuInfo& info);

}  // namespace facet::cuda
