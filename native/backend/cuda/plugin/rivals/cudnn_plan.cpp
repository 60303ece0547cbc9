#include "backend/cuda/plugin/rivals/cudnn_plan.h"

#include <algorithm>
#include <array>

#include "backend/cuda/plugin/rivals/gpu_handles.h"
#include "backend/cuda/plugin/rivals/policy.h"
#include "core/op_params.h"

// Leaves the function with cuDNN's status unless it is kSuccess.
#define FACET_CUDNN_TRY(call)                                               \
  do {                                                                      \
    if (const Status status_ = (call); status_ != kSuccess) return status_; \
  } while (false)

namespace facet::cuda::cudnn {
namespace {

constexpr int kMostAlgorithms = 10;
constexpr float kOne = 1, kZero = 0;

GpuHandles<Handle>& handles() {
  static auto& the = *new GpuHandles<Handle>;
  return the;
}

// The image, the weights and the result of the forward convolution that a step is, or is a gradient of.
struct Parts {
  const TensorView &x, &w, &y;

  static Parts of(const Step& s) {
    if (s.op == Op::conv2d_grad_data) return {s.out[0], s.in[1], s.in[0]};
    if (s.op == Op::conv2d_grad_weights) return {s.in[0], s.out[0], s.in[1]};
    return {s.in[0], s.in[1], s.out[0]};
  }
};

int dim(const TensorView& t, int axis) { return static_cast<int>(t.dims[axis]); }

Status set_image(TensorDescriptor descriptor, const TensorView& t) {
  return library().set_tensor(descriptor, kNhwc, kFloat, dim(t, 0), dim(t, 3), dim(t, 1), dim(t, 2));
}

bool allowed(const AlgorithmReport& report) {
  return report.status == kSuccess && report.determinism == kDeterministic && report.memory <= kMostWorkspaceBytes &&
         (tf32_wanted() || report.math == kFmaMath || report.math == kDefaultMath);
}

}  // namespace

Library& library() {
  static auto& the = *new Library;
  return the;
}

Lease::Lease() {
  handles().turn().lock();
  handle_ = handles().current(library().create);
}

Lease::~Lease() { handles().turn().unlock(); }

Plan::Plan(const Step& step) {
  const Lease lease;
  if (lease.handle() == nullptr) {
    problem_ = "cuDNN could not be started on this GPU";
    return;
  }
  const bool bias_without_relu = step.in.size() == 3 && Conv2dParams::of(step).activation == Activation::none;
  if (describe(step) != kSuccess || choose(lease.handle(), step, bias_without_relu) != kSuccess) {
    problem_ = "cuDNN does not take this shape";
  }
}

Plan::~Plan() {
  if (x_ != nullptr) library().destroy_tensor(x_);
  if (y_ != nullptr) library().destroy_tensor(y_);
  if (bias_ != nullptr) library().destroy_tensor(bias_);
  if (w_ != nullptr) library().destroy_filter(w_);
  if (convolution_ != nullptr) library().destroy_convolution(convolution_);
  if (activation_ != nullptr) library().destroy_activation(activation_);
}

Status Plan::describe(const Step& step) {
  const Parts parts = Parts::of(step);
  const auto p = Conv2dParams::of(step);
  const auto number = [](int64_t value) { return static_cast<int>(value); };
  FACET_CUDNN_TRY(library().create_tensor(&x_));
  FACET_CUDNN_TRY(library().create_tensor(&y_));
  FACET_CUDNN_TRY(library().create_tensor(&bias_));
  FACET_CUDNN_TRY(library().create_filter(&w_));
  FACET_CUDNN_TRY(library().create_convolution(&convolution_));
  FACET_CUDNN_TRY(library().create_activation(&activation_));
  FACET_CUDNN_TRY(set_image(x_, parts.x));
  FACET_CUDNN_TRY(set_image(y_, parts.y));
  FACET_CUDNN_TRY(library().set_tensor(bias_, kNhwc, kFloat, 1, dim(parts.y, 3), 1, 1));
  FACET_CUDNN_TRY(library().set_filter(w_, kFloat, kNhwc, dim(parts.w, 0), dim(parts.w, 3), dim(parts.w, 1), dim(parts.w, 2)));
  FACET_CUDNN_TRY(library().set_convolution(convolution_, number(p.pad_top), number(p.pad_left), number(p.stride_h),
                                            number(p.stride_w), number(p.dilation_h), number(p.dilation_w), kCrossCorrelation,
                                            kFloat));
  FACET_CUDNN_TRY(library().set_groups(convolution_, number(p.groups)));
  // The ranking is of algorithms of this kind.
  FACET_CUDNN_TRY(library().set_math(convolution_, tf32_wanted() ? kTensorOpMath : kFmaMath));
  return library().set_activation(activation_, p.activation == Activation::relu ? kRelu : kIdentity, kPropagateNan, 0);
}

Status Plan::choose(Handle handle, const Step& step, bool fused) {
  std::array<AlgorithmReport, kMostAlgorithms> reports{};
  int count = 0;
  Status status = kSuccess;
  if (step.op == Op::conv2d_grad_data) {
    status = library().rank_data(handle, w_, y_, convolution_, x_, kMostAlgorithms, &count, reports.data());
  } else if (step.op == Op::conv2d_grad_weights) {
    status = library().rank_weights(handle, x_, y_, convolution_, w_, kMostAlgorithms, &count, reports.data());
  } else {
    status = library().rank_forward(handle, x_, w_, convolution_, y_, kMostAlgorithms, &count, reports.data());
  }
  if (status != kSuccess) return status;
  const auto end = reports.begin() + count;
  const auto best = std::find_if(reports.begin(), end, [fused](const AlgorithmReport& report) {
    return allowed(report) && (!fused || report.algorithm == kImplicitPrecompGemm);
  });
  if (best == end) {
    problem_ = "cuDNN has no algorithm for this shape that gives the same bits on every run";
    return kSuccess;
  }
  algorithm_ = best->algorithm;
  workspace_bytes_ = best->memory;
  // By default math cuDNN may round, too; under kFmaMath it does not.
  return library().set_math(convolution_, tf32_wanted() ? best->math : kFmaMath);
}

Status Plan::run(Handle handle, const Step& step, const KernelContext& context) const {
  const Parts parts = Parts::of(step);
  FACET_CUDNN_TRY(library().set_stream(handle, static_cast<cudaStream_t>(context.queue)));
  if (step.op == Op::conv2d_grad_data) {
    return library().backward_data(handle, &kOne, w_, parts.w.data, y_, parts.y.data, convolution_, algorithm_, context.scratch,
                                   workspace_bytes_, &kZero, x_, parts.x.data);
  }
  if (step.op == Op::conv2d_grad_weights) {
    return library().backward_weights(handle, &kOne, x_, parts.x.data, y_, parts.y.data, convolution_, algorithm_,
                                      context.scratch, workspace_bytes_, &kZero, w_, parts.w.data);
  }
  if (step.in.size() == 3) {
    return library().forward_bias_activation(handle, &kOne, x_, parts.x.data, w_, parts.w.data, convolution_, algorithm_,
                                             context.scratch, workspace_bytes_, &kZero, y_, parts.y.data, bias_,
                                             step.in[2].data, activation_, y_, parts.y.data);
  }
  return library().forward(handle, &kOne, x_, parts.x.data, w_, parts.w.data, convolution_, algorithm_, context.scratch,
                           workspace_bytes_, &kZero, y_, parts.y.data);
}

}  // namespace facet::cuda::cudnn
