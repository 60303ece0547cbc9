#include "backend/cpu/labels.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// probs[N,K] labels[N] dloss[1] -> dlogits[N,K]
template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const T* probs = s.in[0].as<T>();
  const int32_t* labels = s.in[1].as<int32_t>();
  const double dloss = static_cast<double>(*s.in[2].as<T>()), smoothing = s.params[0].f;
  T* dlogits = s.out[0].as<T>();
  const int64_t rows = s.in[0].dims[0], classes = s.in[0].dims[1], counted = count_labels(labels, rows, classes);
  if (counted < 0) return kLabelOutOfRange;
  for (int64_t n = 0; n < rows; ++n) {
    for (int64_t k = 0; k < classes; ++k) {
      const double target = (labels[n] == k ? 1 - smoothing : 0.0) + smoothing / static_cast<double>(classes);
      const double gradient = dloss * (static_cast<double>(probs[n * classes + k]) - target) / static_cast<double>(counted);
      dlogits[n * classes + k] = static_cast<T>(labels[n] == kIgnoredLabel ? 0.0 : gradient);
    }
  }
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(softmax_xent_grad, run)
