#include "core/kernel_registry.h"

#include <algorithm>
#include <string_view>

#include "runtime/thread_pool.h"

namespace facet {

bool has_bf16(const Step& step) {
  const auto stored = [](const TensorView& t) { return t.dtype == DType::bf16; };
  return std::any_of(step.in.begin(), step.in.end(), stored) || std::any_of(step.out.begin(), step.out.end(), stored);
}

bool stores_bf16(const Kernel& kernel) {
  const std::string_view name = kernel.name;
  return name.ends_with("_stored_bf16") || name.starts_with("cast_");
}

const char* refusal(const Kernel& kernel, const Step& step) {
  const bool stores = stores_bf16(kernel);
  if (stores != has_bf16(step)) return stores ? "is for bf16 tensors" : "takes no bf16 tensors";
  return kernel.refuse == nullptr ? nullptr : kernel.refuse(step);
}

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
