// The CPU as a device.
#pragma once

#include <memory>
#include <string>

#include "runtime/device.h"

namespace facet::cpu {

// threads in 1..kMaxThreads. Throws Error FACET_INVALID_ARGUMENT if FACET_ISA names no level of this processor.
std::unique_ptr<Device> open(int threads);

// What it is, for a list of devices: a JSON object.
std::string describe();

}  // namespace facet::cpu
