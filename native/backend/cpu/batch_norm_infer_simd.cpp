// batch_norm_infer and its gradient, f32: the statistics are constants.
#include "backend/cpu/batch_norm_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int) {
  ScratchCutter cutter(nullptr);
  cutter.take<float>(ChannelRows(step.in[0]).channels);
  return cutter.used();
}

double inverse_deviation(const float* var, int64_t c, double epsilon) {
  return 1.0 / __builtin_sqrt(static_cast<double>(var[c]) + epsilon);
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* gamma = step.in[1].as<float>();
  const float* var = step.in[4].as<float>();
  float* scale = ScratchCutter(ctx.scratch).take<float>(s.channels);
  for (int64_t c = 0; c < s.channels; ++c) {
    scale[c] = channel_scale(gamma[c], inverse_deviation(var, c, step.params[0].f));
  }
  const auto activation = static_cast<Activation>(step.params[1].i);
  normalise_rows(ctx.pool, s, step.in[0].as<float>(), step.in[3].as<float>(), scale, step.in[2].as<float>(), activation,
                 step.out[0].as<float>());
  return nullptr;
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const ChannelRows s(step.in[0]);
  const float* gamma = step.in[1].as<float>();
  const float* var = step.in[3].as<float>();
  const float* x = step.in[0].as<float>();
  float* dx = step.out[0].as<float>();
  float* dgamma = step.out[1].as<float>();
  float* dbeta = step.out[2].as<float>();

  GradientSumsScratch scratch(ScratchCutter(ctx.scratch), s);
  for (int64_t c = 0; c < s.channels; ++c) {
    scratch.scale[c] = channel_scale(gamma[c], inverse_deviation(var, c, step.params[0].f));
  }
  const MaskedGradient gradient(step, 4, static_cast<Activation>(step.params[1].i), step.in[2].as<float>(), scratch.scale);
  sum_gradients(scratch.sums, ctx.pool, s, x, gradient);
  for (int64_t c = 0; c < s.channels; ++c) {
    const double inv = inverse_deviation(var, c, step.params[0].f);
    dgamma[c] = static_cast<float>(scratch.sums.total(1)[c] * inv);
    dbeta[c] = static_cast<float>(scratch.sums.total(0)[c]);
  }
  const float* scale = scratch.scale;
  rows_from_behind(ctx.pool, s, [=](int64_t row) {
    for_vectors(0, s.channels, [=](int64_t c, int64_t lanes) {
      const int64_t index = row * s.channels + c;
      prefetch_ahead(x + index);
      prefetch_ahead(gradient.dy + index);
      const VecF centred = gradient.centre(load_lanes(x + index, lanes), c, lanes);
      store_lanes(dx + index, gradient(index, c, centred, lanes) * load_lanes(scale + c, lanes), lanes);
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kBatchNormInfer, kBatchNormInferGrad;
const Kernel kBatchNormInfer = {FACET_KERNEL_NAME("batch_norm_infer"), refuse, scratch_bytes, run};
const Kernel kBatchNormInferGrad = {FACET_KERNEL_NAME("batch_norm_infer_grad"), refuse, GradientSumsScratch::bytes_of,
                                    run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
