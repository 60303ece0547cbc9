#include "backend/cpu/reference.h"
#include "backend/cpu/sigmoid_labels.h"

namespace facet::cpu {
namespace {

// logits labels -> loss[1]. In -t log s(z) - (1 - t) log(1 - s(z)) the terms that overflow cancel:
// max(z, 0) - z t + log(1 + e^-|z|).
template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const T *logits = s.in[0].as<T>(), *labels = s.in[1].as<T>();
  const int64_t count = s.in[0].count(), known = count_known(labels, count);
  if (known < 0) return kSigmoidLabelOutOfRange;
  double total = 0;
  for (int64_t i = 0; i < count; ++i) {
    const double z = static_cast<double>(logits[i]), t = static_cast<double>(labels[i]);
    if (t >= 0) total += (z > 0 ? z : 0) - z * t + std::log1p(std::exp(-std::abs(z)));
  }
  *s.out[0].as<T>() = static_cast<T>(known == 0 ? 0.0 : total / static_cast<double>(known));
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(sigmoid_xent, run)
