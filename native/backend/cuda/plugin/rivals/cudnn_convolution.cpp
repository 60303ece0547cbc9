// Convolutions and their gradients by cuDNN.
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "backend/cuda/plugin/cuda_error.h"
#include "backend/cuda/plugin/rivals/cudnn_plan.h"
#include "backend/cuda/plugin/rivals/policy.h"
#include "backend/cuda/plugin/rivals/rivals.h"
#include "core/op_params.h"

namespace facet::cuda::rival {
namespace {

// The plan of a step's shape, made at the first call and kept: a network's shapes are few, and come again in every program.
const cudnn::Plan& plan_of(const Step& step) {
  static auto& turn = *new std::mutex;
  static auto& plans = *new std::map<std::pair<int, std::string>, std::unique_ptr<cudnn::Plan>>;
  int gpu = 0;
  cudaGetDevice(&gpu);
  const std::lock_guard<std::mutex> guard(turn);
  auto& plan = plans[{gpu, text_of_shape(step)}];
  if (plan == nullptr) plan = std::make_unique<cudnn::Plan>(step);
  return *plan;
}

// cuDNN pads both ends alike. What counts is where windows begin and how many there are, so more or less at the far end is
// the same where it neither adds nor removes a window.
bool windows_fit(int64_t size, int64_t window, int64_t pad, int64_t stride, int64_t dilation, int64_t windows) {
  return (size + 2 * pad - dilation * (window - 1) - 1) / stride + 1 == windows;
}

bool padded_as_cudnn(const Step& s) {
  const auto p = Conv2dParams::of(s);
  const bool data = s.op == Op::conv2d_grad_data, weights = s.op == Op::conv2d_grad_weights;
  const TensorView& x = data ? s.out[0] : s.in[0];
  const TensorView& w = weights ? s.out[0] : s.in[1];
  const TensorView& y = data ? s.in[0] : weights ? s.in[1] : s.out[0];
  return windows_fit(x.dims[1], w.dims[1], p.pad_top, p.stride_h, p.dilation_h, y.dims[1]) &&
         windows_fit(x.dims[2], w.dims[2], p.pad_left, p.stride_w, p.dilation_w, y.dims[2]);
}

const char* refuse(const Step& s) {
  if (const char* reason = refuse_rivals(); reason != nullptr) return reason;
  if (s.out[0].dtype != DType::f32) return "takes f32 only";
  for (const auto tensors : {s.in, s.out}) {
    for (const TensorView& t : tensors) {
      if (t.count() > std::numeric_limits<int>::max()) return "takes at most 2^31 - 1 numbers a tensor";
    }
  }
  if (s.op == Op::conv2d && s.in.size() > 3) return "adds no other map";
  if (s.op == Op::conv2d && Conv2dParams::of(s).activation == Activation::relu6) return "has no ReLU6";
  if (s.op == Op::conv2d && s.in.size() == 2 && Conv2dParams::of(s).activation != Activation::none)
    return "has no activation without a bias";
  if (!padded_as_cudnn(s)) return "pads both ends alike";
  if (const char* problem = cudnn::library().problem(); problem != nullptr) return problem;
  return plan_of(s).problem();
}

size_t scratch_bytes(const Step& s, int) { return plan_of(s).workspace_bytes(); }

KernelError run(const Step& s, const KernelContext& context) {
  const cudnn::Plan& plan = plan_of(s);
  const cudnn::Lease lease;
  const cudnn::Status status = plan.run(lease.handle(), s, context);
  return status == cudnn::kSuccess ? nullptr : failure(FACET_INTERNAL, "cuDNN failed with status %d", status).reason;
}

}  // namespace

const Kernel kConv2dCudnn{"conv2d_f32_cudnn", refuse, scratch_bytes, run};
const Kernel kConv2dGradDataCudnn{"conv2d_grad_data_f32_cudnn", refuse, scratch_bytes, run};
const Kernel kConv2dGradWeightsCudnn{"conv2d_grad_weights_f32_cudnn", refuse, scratch_bytes, run};

size_t cudnn_version() { return cudnn::library().problem() == nullptr ? cudnn::library().version() : 0; }

}  // namespace facet::cuda::rival
