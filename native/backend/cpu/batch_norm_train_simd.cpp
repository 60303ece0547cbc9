// batch_norm_train and its gradient, f32: one pass for the sums of a channel, one for the result.
#include "backend/cpu/batch_norm_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

// Variances are taken about the first row, so that a mean far from zero does not cancel them.
struct TrainScratch {
  ColumnSums<2> sums;
  float* shift;
  float* mean;
  float* scale;
  size_t bytes;

  TrainScratch(ScratchCutter cutter, ChannelRows s)
      : sums(cutter, s.rows, s.channels),
        shift(cutter.take<float>(s.channels)),
        mean(cutter.take<float>(s.channels)),
        scale(cutter.take<float>(s.channels)),
        bytes(cutter.used()) {}
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
  std::memcpy(scratch.shift, x, static_cast<size_t>(s.channels) * sizeof(float));
  const float* shift = scratch.shift;
  scratch.sums.run(ctx.pool, [=](int64_t row, int64_t c, int64_t lanes, VecF(&terms)[2]) {
    const VecF d = load_lanes(x + row * s.channels + c, lanes) - load_lanes(shift + c, lanes);
    terms[0] = d;
    terms[1] = d * d;
  });
  for (int64_t c = 0; c < s.channels; ++c) {
    const double offset = scratch.sums.total(0)[c] / n;
    const double variance = larger(scratch.sums.total(1)[c] / n - offset * offset, 0.0);
    const double mu = static_cast<double>(shift[c]) + offset, invstd = 1.0 / __builtin_sqrt(variance + epsilon);
    const double unbiased = s.rows == 1 ? variance : variance * n / (n - 1.0);
    batch_mean[c] = scratch.mean[c] = static_cast<float>(mu);
    batch_invstd[c] = static_cast<float>(invstd);
    scratch.scale[c] = static_cast<float>(static_cast<double>(gamma[c]) * invstd);
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
    scratch.scale[c] = static_cast<float>(static_cast<double>(gamma[c]) * static_cast<double>(invstd[c]));
  }
  const MaskedGradient gradient(step, mean, scratch.scale);
  sum_gradients(scratch.sums, ctx.pool, s, x, gradient);
  for (int64_t c = 0; c < s.channels; ++c) {
    const double sum = scratch.sums.total(0)[c], inv = static_cast<double>(invstd[c]);
    const double product = scratch.sums.total(1)[c] * inv;
    dgamma[c] = static_cast<float>(product);
    dbeta[c] = static_cast<float>(sum);
    scratch.mean_gradient[c] = static_cast<float>(sum / n);
    scratch.slope[c] = static_cast<float>(product * inv / n);
  }
  const float *offset = scratch.mean_gradient, *slope = scratch.slope, *scale = scratch.scale;
  rows_from_behind(ctx.pool, s, [=](int64_t row) {
    for_vectors(0, s.channels, [=](int64_t c, int64_t lanes) {
      const int64_t index = row * s.channels + c;
      const VecF centred = gradient.centre(load_lanes(x + index, lanes), c, lanes);
      const VecF d =
          gradient(index, c, centred, lanes) - load_lanes(offset + c, lanes) - centred * load_lanes(slope + c, lanes);
      store_lanes(dx + index, d * load_lanes(scale + c, lanes), lanes);
    });
  });
  return nullptr;
}

}  // namespace

extern const Kernel kBatchNormTrain, kBatchNormTrainGrad;
const Kernel kBatchNormTrain = {FACET_KERNEL_NAME("batch_norm_train"), refuse, scratch_bytes, run};
const Kernel kBatchNormTrainGrad = {FACET_KERNEL_NAME("batch_norm_train_grad"), refuse, grad_scratch_bytes, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
