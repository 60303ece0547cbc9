// batch_norm_train and its gradient, f32: one pass for the sums of a channel, one for the result.
#include "backend/cpu/batch_norm_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

struct TrainScratch {
  ChannelMoments moments;
  float* mean;
  float* scale;
  size_t bytes;

  TrainScratch(ScratchCutter cutter, ChannelRows s)
      : moments(cutter, s), mean(cutter.take<float>(s.channels)), scale(cutter.take<float>(s.channels)), bytes(cutter.used()) {}
};

size_t scratch_bytes(const Step& step, int) { return TrainScratch(ScratchCutter(nullptr), ChannelRows(step.in[0])).bytes; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* x = step.in[0].as<float>();
  const float* gamma = step.in[1].as<float>();
  const float* beta = step.in[2].as<float>();
  const float* mean = step.in[3].as<float>();
  const float* var = step.in[4].as<float>();
  float* y = step.out[0].as<float>();
  float* batch_mean = step.out[1].as<float>();
  float* batch_invstd = step.out[2].as<float>();
  float* next_mean = step.out[3].as<float>();
  float* next_var = step.out[4].as<float>();
  const double epsilon = step.params[0].f, momentum = step.params[1].f, n = static_cast<double>(s.rows);
  const auto activation = static_cast<Activation>(step.params[2].i);

  TrainScratch scratch(ScratchCutter(ctx.scratch), s);
  scratch.moments.run(ctx.pool, x);
  for (int64_t c = 0; c < s.channels; ++c) {
    const double mu = scratch.moments.mean(c), variance = scratch.moments.variance(c);
    const double invstd = 1.0 / __builtin_sqrt(variance + epsilon);
    const double unbiased = s.rows == 1 ? variance : variance * n / (n - 1.0);
    batch_mean[c] = scratch.mean[c] = static_cast<float>(mu);
    batch_invstd[c] = static_cast<float>(invstd);
    scratch.scale[c] = channel_scale(gamma[c], invstd);
    next_mean[c] = static_cast<float>((1.0 - momentum) * static_cast<double>(mean[c]) + momentum * mu);
    next_var[c] = static_cast<float>((1.0 - momentum) * static_cast<double>(var[c]) + momentum * unbiased);
  }
  normalise_rows(ctx.pool, s, x, scratch.mean, scratch.scale, beta, activation, y);
  return nullptr;
}

struct GradScratch {
  ColumnSums<2> sums;
  float* mean_gradient;  // of dy
  float* slope;          // of dx against x - mean
  float* scale;
  size_t bytes;

  GradScratch(ScratchCutter cutter, ChannelRows s)
      : sums(cutter, s.rows, s.channels),
        mean_gradient(cutter.take<float>(s.channels)),
        slope(cutter.take<float>(s.channels)),
        scale(cutter.take<float>(s.channels)),
        bytes(cutter.used()) {}
};

size_t grad_scratch_bytes(const Step& step, int) { return GradScratch(ScratchCutter(nullptr), ChannelRows(step.in[0])).bytes; }

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* x = step.in[0].as<float>();
  const float* gamma = step.in[1].as<float>();
  const float* mean = step.in[2].as<float>();
  const float* invstd = step.in[3].as<float>();
  float* dx = step.out[0].as<float>();
  float* dgamma = step.out[1].as<float>();
  float* dbeta = step.out[2].as<float>();
  const double n = static_cast<double>(s.rows);

  GradScratch scratch(ScratchCutter(ctx.scratch), s);
  for (int64_t c = 0; c < s.channels; ++c) {
    scratch.scale[c] = channel_scale(gamma[c], static_cast<double>(invstd[c]));
  }
  const MaskedGradient gradient(step, 4, static_cast<Activation>(step.params[1].i), mean, scratch.scale);
  sum_gradients(scratch.sums, ctx.pool, s, x, gradient);
  for (int64_t c = 0; c < s.channels; ++c) {
    const double sum = scratch.sums.total(0)[c], inv = static_cast<double>(invstd[c]);
    const double product = scratch.sums.total(1)[c] * inv;
    dgamma[c] = static_cast<float>(product);
    dbeta[c] = static_cast<float>(sum);
    scratch.mean_gradient[c] = static_cast<float>(sum / n);
    scratch.slope[c] = static_cast<float>(product * inv / n);
  }
  normalise_gradients(ctx.pool, s, x, gradient, scratch.mean_gradient, scratch.slope, dx);
  return nullptr;
}

}  // namespace

extern const Kernel kBatchNormTrain, kBatchNormTrainGrad;
const Kernel kBatchNormTrain = {FACET_KERNEL_NAME("batch_norm_train"), refuse, scratch_bytes, run};
const Kernel kBatchNormTrainGrad = {FACET_KERNEL_NAME("batch_norm_train_grad"), refuse, grad_scratch_bytes, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
