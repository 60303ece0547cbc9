#include "core/kernel_registry.h"

#include "runtime/thread_pool.h"

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

namespace {

// Aligned, so that what is prepared may lie behind it.
size_t aligned_scratch_bytes(const Kernel& kernel, const Step& step, int threads) {
  return kernel.scratch_bytes == nullptr ? 0 : (kernel.scratch_bytes(step, threads) + 63) / 64 * 64;
}

}  // namespace

size_t unkept_bytes(const Kernel& kernel, const Step& step, int threads) {
  const size_t prepared = kernel.prepared_bytes == nullptr ? 0 : kernel.prepared_bytes(step);
  return aligned_scratch_bytes(kernel, step, threads) + prepared;
}

KernelError run_unkept(const Kernel& kernel, const Step& step, KernelContext ctx) {
  if (kernel.prepare != nullptr) {
    ctx.prepared = ctx.scratch + aligned_scratch_bytes(kernel, step, ctx.pool.size());
    if (const KernelError error = kernel.prepare(step, ctx)) return error;
  }
  return kernel.run(step, ctx);
}

}  // namespace facet
