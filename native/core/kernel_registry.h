// Binding: the first kernel of a device's ordered list that does not refuse a step, or a rival that was measured to be faster.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/kernel.h"

namespace facet {

// Whether a tensor of the step is stored as bf16.
bool has_bf16(const Step& step);

// Whether the kernel is for steps with bf16 tensors.
bool stores_bf16(const Kernel& kernel);

// Null if the kernel takes the step, else why not.
const char* refusal(const Kernel& kernel, const Step& step);

struct Refusal {
  const Kernel* kernel;
  const char* reason;
};

struct Binding {
  const Kernel* kernel = nullptr;  // null if every kernel refused
  std::vector<Refusal> refusals;   // of the kernels tried before
};

// Chooses between a kernel and those rivals of it that take the step, of which there is at least one.
using Contest = std::function<const Kernel*(const Step& step, const Kernel& own, std::span<const Kernel* const> rivals)>;

Binding bind_kernel(const Step& step, std::span<const Kernel* const> candidates, std::span<const Kernel* const> rivals,
                    const Contest& contest);

// Running a kernel that keeps nothing between runs: the scratch memory for run() and, behind it, for what prepare() writes.
size_t unkept_bytes(const Kernel& kernel, const Step& step, int threads);
// ctx.scratch: unkept_bytes() of them, or null if that is 0.
KernelError run_unkept(const Kernel& kernel, const Step& step, KernelContext ctx);

}  // namespace facet
