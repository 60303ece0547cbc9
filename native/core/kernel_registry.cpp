#include "core/kernel_registry.h"

namespace facet {
namespace {

const char* refusal(const Kernel& kernel, const Step& step) { return kernel.refuse == nullptr ? nullptr : kernel.refuse(step); }

}  // namespace

Binding bind_kernel(const Step& step, std::span<const Kernel* const> candidates, std::span<const Kernel* const> rivals,
                    const Contest& contest) {
  Binding binding;
  std::vector<const Kernel*> willing;
  for (const Kernel* rival : rivals) {
    if (const char* reason = refusal(*rival, step); reason != nullptr) {
      binding.refusals.push_back({rival, reason});
    } else {
      willing.push_back(rival);
    }
  }
  const Kernel* own = nullptr;
  for (const Kernel* kernel : candidates) {
    const char* reason = refusal(*kernel, step);
    if (reason == nullptr) {
      own = kernel;
      break;
    }
    binding.refusals.push_back({kernel, reason});
  }
  binding.kernel = own == nullptr || willing.empty() ? own : contest(step, *own, willing);
  if (own == nullptr) return binding;
  willing.push_back(own);
  for (const Kernel* loser : willing) {
    if (loser != binding.kernel) binding.refusals.push_back({loser, "was not measured to be faster here"});
  }
  return binding;
}

size_t unkept_bytes(const Kernel& kernel, const Step& step, int threads) {
  return kernel.scratch_bytes == nullptr ? 0 : kernel.scratch_bytes(step, threads);
}

KernelError run_unkept(const Kernel& kernel, const Step& step, KernelContext ctx) { return kernel.run(step, ctx); }

}  // namespace facet
