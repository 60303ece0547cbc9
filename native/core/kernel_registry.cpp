#include "core/kernel_registry.h"

namespace facet {

Binding bind_kernel(const Step& step, std::span<const Kernel* const> candidates) {
  Binding binding;
  for (const Kernel* kernel : candidates) {
    const char* reason = kernel->refuse == nullptr ? nullptr : kernel->refuse(step);
    if (reason == nullptr) {
      binding.kernel = kernel;
      return binding;
    }
    binding.refusals.push_back({kernel, reason});
  }
  return binding;
}

}  // namespace facet
