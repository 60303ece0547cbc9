#include "backend/cpu/labels.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// labels[N] -> y[N,K]
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const int32_t* labels = s.in[0].as<int32_t>();
  T* y = s.out[0].as<T>();
  const int64_t rows = s.out[0].dims[0], classes = s.out[0].dims[1];
  if (count_labels(labels, rows, classes) < 0) return kLabelOutOfRange;
  for_each(ctx, rows, classes, [&](int64_t n) {
    T* row = y + n * classes;
    std::fill_n(row, classes, T{0});
    if (labels[n] != kIgnoredLabel) row[labels[n]] = T{1};
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(one_hot, run)
