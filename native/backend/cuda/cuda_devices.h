// The devices that this backend adds to the processor: "cuda" or "cuda:N", and "simt".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/device.h"
#include "runtime/precision.h"

namespace facet::cuda {

// Whether `name` is one of this backend's.
bool owns(const std::string& name);

// Throws Error FACET_NO_DEVICE with what is missing, or another status of the runtime.
std::unique_ptr<Device> open(const std::string& name, Precision precision);

// A JSON object for each device; a kind that is absent has one with the member "absent" that says why.
std::vector<std::string> list();

}  // namespace facet::cuda
