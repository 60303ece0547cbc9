// Binding: the first kernel of a device's ordered list that does not refuse a step.
#pragma once

#include <span>
#include <vector>

#include "core/kernel.h"

namespace facet {

struct Refusal {
  const Kernel* kernel;
  const char* reason;
};

struct Binding {
  const Kernel* kernel = nullptr;  // null if every kernel refused
  std::vector<Refusal> refusals;   // of the kernels tried before
};

Binding bind_kernel(const Step& step, std::span<const Kernel* const> candidates);

}  // namespace facet
