// The parts of batch_norm_train and of its gradient, f32: batch_norm_moments, batch_norm_grad_sums and batch_norm_grad_apply.
// batch_norm_statistics is a few numbers a channel: its reference is enough.
#include "backend/cpu/batch_norm_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t moments_scratch(const Step& step, int) {
  ScratchCutter cutter(nullptr);
  ChannelMoments(cutter, ChannelRows(step.in[0]));
  return cutter.used();
}

KernelError run_moments(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  ScratchCutter cutter(ctx.scratch);
  ChannelMoments moments(cutter, s);
  moments.run(ctx.pool, step.in[0].as<float>());
  float* mean = step.out[0].as<float>();
  float* variance = step.out[1].as<float>();
  for (int64_t c = 0; c < s.channels; ++c) {
    mean[c] = static_cast<float>(moments.mean(c));
    variance[c] = static_cast<float>(moments.variance(c));
  }
  return nullptr;
}

KernelError run_sums(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* gamma = step.in[1].as<float>();
  const float* mean = step.in[2].as<float>();
  const float* invstd = step.in[3].as<float>();
  float* dgamma = step.out[0].as<float>();
  float* dbeta = step.out[1].as<float>();
  GradientSumsScratch scratch(ScratchCutter(ctx.scratch), s);
  for (int64_t c = 0; c < s.channels; ++c) scratch.scale[c] = channel_scale(gamma[c], static_cast<double>(invstd[c]));
  const MaskedGradient gradient(step, 4, static_cast<Activation>(step.params[0].i), mean, scratch.scale);
  sum_gradients(scratch.sums, ctx.pool, s, step.in[0].as<float>(), gradient);
  for (int64_t c = 0; c < s.channels; ++c) {
    dgamma[c] = static_cast<float>(scratch.sums.total(1)[c] * static_cast<double>(invstd[c]));
    dbeta[c] = static_cast<float>(scratch.sums.total(0)[c]);
  }
  return nullptr;
}

struct ApplyScratch {
  float* offset;
  float* slope;
  float* scale;
  size_t bytes;

  ApplyScratch(ScratchCutter cutter, int64_t channels)
      : offset(cutter.take<float>(channels)),
        slope(cutter.take<float>(channels)),
        scale(cutter.take<float>(channels)),
        bytes(cutter.used()) {}
};

size_t apply_scratch(const Step& step, int) {
  return ApplyScratch(ScratchCutter(nullptr), ChannelRows(step.in[0]).channels).bytes;
}

KernelError run_apply(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* gamma = step.in[1].as<float>();
  const float* mean = step.in[2].as<float>();
  const float* invstd = step.in[3].as<float>();
  const float* dgamma = step.in[4].as<float>();
  const float* dbeta = step.in[5].as<float>();
  const double n = static_cast<double>(step.params[0].i);
  const ApplyScratch scratch(ScratchCutter(ctx.scratch), s.channels);
  for (int64_t c = 0; c < s.channels; ++c) {
    scratch.scale[c] = channel_scale(gamma[c], static_cast<double>(invstd[c]));
    scratch.offset[c] = static_cast<float>(static_cast<double>(dbeta[c]) / n);
    scratch.slope[c] = static_cast<float>(static_cast<double>(dgamma[c]) * static_cast<double>(invstd[c]) / n);
  }
  const MaskedGradient gradient(step, 6, static_cast<Activation>(step.params[1].i), mean, scratch.scale);
  normalise_gradients(ctx.pool, s, step.in[0].as<float>(), gradient, scratch.offset, scratch.slope, step.out[0].as<float>());
  return nullptr;
}

}  // namespace

extern const Kernel kBatchNormMoments, kBatchNormGradSums, kBatchNormGradApply;
const Kernel kBatchNormMoments = {FACET_KERNEL_NAME("batch_norm_moments"), refuse, moments_scratch, run_moments};
const Kernel kBatchNormGradSums = {FACET_KERNEL_NAME("batch_norm_grad_sums"), refuse, GradientSumsScratch::bytes_of, run_sums};
const Kernel kBatchNormGradApply = {FACET_KERNEL_NAME("batch_norm_grad_apply"), refuse, apply_scratch, run_apply};

}  // namespace facet::cpu::FACET_ISA_NS
