#include "backend/cpu/reference.h"
#include "backend/cpu/sigmoid_labels.h"

namespace facet::cpu {
namespace {

// logits labels dloss[1] -> dlogits
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const T *logits = s.in[0].as<T>(), *labels = s.in[1].as<T>();
  T* dlogits = s.out[0].as<T>();
  const int64_t count = s.in[0].count(), known = count_known(labels, count);
  if (known < 0) return kSigmoidLabelOutOfRange;
  const double scale = static_cast<double>(*s.in[2].as<T>()) / static_cast<double>(std::max<int64_t>(known, 1));
  for_each(ctx, count, 16, [&](int64_t i) {
    const double z = static_cast<double>(logits[i]), t = static_cast<double>(labels[i]);
    dlogits[i] = static_cast<T>(t >= 0 ? scale * (1.0 / (1.0 + std::exp(-z)) - t) : 0.0);
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(sigmoid_xent_grad, run)
