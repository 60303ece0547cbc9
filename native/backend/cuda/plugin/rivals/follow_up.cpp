#include "backend/cuda/plugin/rivals/follow_up.h"

#include "backend/cuda/bindings/kernel_list.h"

namespace facet::cuda {

KernelError follow_up(Op op, std::span<const TensorView> in, std::span<const TensorView> out, const KernelContext& context) {
  const Step step{op, in, out, {}};
  for (const Kernel* kernel : cuda::kernels(op)) {
    if (kernel->refuse == nullptr || kernel->refuse(step) == nullptr) return kernel->run(step, context);
  }
  return "there is no kernel for the bias or the activation";
}

}  // namespace facet::cuda
