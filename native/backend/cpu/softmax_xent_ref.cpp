#include "backend/cpu/labels.h"
#include "backend/cpu/log_softmax.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// logits[N,K] labels[N] -> loss[1] probs[N,K]
template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const T* logits = s.in[0].as<T>();
  const int32_t* labels = s.in[1].as<int32_t>();
  T *loss = s.out[0].as<T>(), *probs = s.out[1].as<T>();
  const double smoothing = s.params[0].f;
  const int64_t rows = s.in[0].dims[0], classes = s.in[0].dims[1], counted = count_labels(labels, rows, classes);
  if (counted < 0) return kLabelOutOfRange;
  double total = 0;
  for (int64_t n = 0; n < rows; ++n) {
    const T* row = logits + n * classes;
    const double log_sum = log_sum_exp(row, classes);
    double sum = 0;  // of the log-probabilities
    for (int64_t k = 0; k < classes; ++k) {
      const double log_p = static_cast<double>(row[k]) - log_sum;
      probs[n * classes + k] = static_cast<T>(std::exp(log_p));
      sum += log_p;
    }
    if (labels[n] == kIgnoredLabel) continue;
    const double log_p_label = static_cast<double>(row[labels[n]]) - log_sum;
    total -= (1 - smoothing) * log_p_label + smoothing * sum / static_cast<double>(classes);
  }
  *loss = static_cast<T>(counted == 0 ? 0.0 : total / static_cast<double>(counted));
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(softmax_xent, run)
