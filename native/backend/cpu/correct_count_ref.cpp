#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// logits[N,K] labels[N] -> count[1]
template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const T* logits = s.in[0].as<T>();
  const int32_t* labels = s.in[1].as<int32_t>();
  const int64_t rows = s.in[0].dims[0], classes = s.in[0].dims[1];
  int64_t correct = 0;
  for (int64_t n = 0; n < rows; ++n) {
    const T* row = logits + n * classes;
    if (std::max_element(row, row + classes) - row == labels[n]) ++correct;
  }
  *s.out[0].as<T>() = static_cast<T>(correct);
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(correct_count, run)
