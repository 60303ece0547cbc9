// softmax_xent and softmax_xent_grad, f32, a row a task; sums in double, rows added in order.
#include "backend/cpu/labels.h"
#include "backend/cpu/scratch_simd.h"
#include "backend/cpu/simd_math.h"
#include "backend/cpu/sums_simd.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int) { return static_cast<size_t>(step.in[0].dims[0]) * sizeof(double); }

// Writes the probabilities of a row; returns minus the sum of the target's weights times the log-probabilities.
double run_row(const float* logits, int64_t classes, int32_t label, double smoothing, float* probs) {
  float most = logits[0];
  for (int64_t k = 1; k < classes; ++k) most = logits[k] > most ? logits[k] : most;
  for_vectors(0, classes,
              [=](int64_t k, int64_t lanes) { store_lanes(probs + k, exp(load_lanes(logits + k, lanes) - most), lanes); });
  const double sum = sum_vectors(0, classes, [=](int64_t k, int64_t lanes) { return load_lanes(probs + k, lanes); });
  const float scale = static_cast<float>(1.0 / sum);
  for_vectors(0, classes,
              [=](int64_t k, int64_t lanes) { store_lanes(probs + k, load_lanes(probs + k, lanes) * scale, lanes); });
  if (label == kIgnoredLabel) return 0.0;
  const double log_sum = static_cast<double>(most) + __builtin_log(sum);
  double loss = -(1.0 - smoothing) * (static_cast<double>(logits[label]) - log_sum);
  if (smoothing != 0.0) {
    const double all = sum_vectors(0, classes, [=](int64_t k, int64_t lanes) { return load_lanes(logits + k, lanes); });
    loss -= smoothing * (all / static_cast<double>(classes) - log_sum);
  }
  return loss;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const int64_t rows = step.in[0].dims[0], classes = step.in[0].dims[1];
  const float* logits = step.in[0].as<float>();
  const int32_t* labels = step.in[1].as<int32_t>();
  float* probs = step.out[1].as<float>();
  const int64_t counted = count_labels(labels, rows, classes);
  if (counted < 0) return kLabelOutOfRange;
  double* losses = ScratchCutter(ctx.scratch).take<double>(rows);
  const double smoothing = step.params[0].f;
  parallel_rows(ctx.pool, rows, 8 * classes, [=](int64_t n) {
    losses[n] = run_row(logits + n * classes, classes, labels[n], smoothing, probs + n * classes);
  });
  double total = 0;
  for (int64_t n = 0; n < rows; ++n) total += losses[n];
  step.out[0].as<float>()[0] = counted == 0 ? 0.0f : static_cast<float>(total / static_cast<double>(counted));
  return nullptr;
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const int64_t rows = step.in[0].dims[0], classes = step.in[0].dims[1];
  const float* probs = step.in[0].as<float>();
  const int32_t* labels = step.in[1].as<int32_t>();
  float* dlogits = step.out[0].as<float>();
  const int64_t counted = count_labels(labels, rows, classes);
  if (counted < 0) return kLabelOutOfRange;
  const double smoothing = step.params[0].f,
               scale = static_cast<double>(step.in[2].as<float>()[0]) / static_cast<double>(larger<int64_t>(counted, 1));
  const float factor = static_cast<float>(scale), even = static_cast<float>(smoothing / static_cast<double>(classes));
  parallel_rows(ctx.pool, rows, 2 * classes, [=](int64_t n) {
    const float* from = probs + n * classes;
    float* to = dlogits + n * classes;
    const bool ignored = labels[n] == kIgnoredLabel;
    for_vectors(0, classes, [=](int64_t k, int64_t lanes) {
      store_lanes(to + k, ignored ? VecF{} : (load_lanes(from + k, lanes) - even) * factor, lanes);
    });
    if (!ignored) {
      const double p = static_cast<double>(from[labels[n]]);
      to[labels[n]] = static_cast<float>((p - (1.0 - smoothing) - smoothing / static_cast<double>(classes)) * scale);
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kSoftmaxXent, kSoftmaxXentGrad;
const Kernel kSoftmaxXent = {FACET_KERNEL_NAME("softmax_xent"), refuse, scratch_bytes, run};
const Kernel kSoftmaxXentGrad = {FACET_KERNEL_NAME("softmax_xent_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
