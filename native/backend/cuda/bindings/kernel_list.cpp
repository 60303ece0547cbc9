#include "backend/cuda/bindings/kernel_list.h"

#include <array>
#include <vector>

namespace facet::cuda::inline FACET_KERNELS_ABI {

#define FACET_GPU_KERNEL(op, symbol) extern const Kernel symbol;
#include "backend/cuda/bindings/kernel_list.def"
#undef FACET_GPU_KERNEL

namespace {

struct Entry {
  Op op;
  const Kernel* kernel;
};

constexpr Entry kEntries[] = {
#define FACET_GPU_KERNEL(op, symbol) {Op::op, &symbol},
#include "backend/cuda/bindings/kernel_list.def"
#undef FACET_GPU_KERNEL
};

using Lists = std::array<std::vector<const Kernel*>, static_cast<size_t>(Op::count_)>;

Lists by_op() {
  Lists lists;
  for (const Entry& entry : kEntries) lists[static_cast<size_t>(entry.op)].push_back(entry.kernel);
  return lists;
}

}  // namespace

std::span<const Kernel* const> kernels(Op op) {
  static const Lists lists = by_op();
  return lists[static_cast<size_t>(op)];
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
