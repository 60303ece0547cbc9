// The GPU's kernels as the plugin's tests need them: few, plain, and enqueued on the fake runtime's streams.
#include <algorithm>
#include <map>
#include <vector>

#include "backend/cuda/bindings/kernel_list.h"
#include "core/op_params.h"
#include "fake_cuda/fake_cuda.h"
#include "tests/cuda_plugin/plain_products.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

constexpr double kMilliseconds = 1;

const char* refuse_other_types(const Step& s) { return s.out[0].dtype == DType::f32 ? nullptr : "takes f32 only"; }

template <class Body>
KernelError enqueue(const Step& s, const KernelContext& c, Body body) {
  std::vector<const void*> memory;
  for (const TensorView& view : s.in) memory.push_back(view.data);
  for (const TensorView& view : s.out) memory.push_back(view.data);
  if (c.scratch != nullptr) memory.push_back(c.scratch);
  fake_cuda::launch(static_cast<cudaStream_t>(c.queue), kMilliseconds, memory, body);
  return nullptr;
}

KernelError run_relu(const Step& s, const KernelContext& c) {
  return enqueue(s, c, [x = s.in[0].as<const float>(), y = s.out[0].as<float>(), count = s.out[0].count()] {
    for (int64_t i = 0; i < count; ++i) y[i] = std::max(x[i], 0.0f);
  });
}

KernelError run_sgd(const Step& s, const KernelContext& c) {
  const auto momentum = static_cast<float>(s.params[0].f);
  return enqueue(s, c,
                 [momentum, p = s.out[0].as<float>(), g = s.in[1].as<const float>(), v = s.out[1].as<float>(),
                  rate = s.in[3].as<const float>(), count = s.out[0].count()] {
                   for (int64_t i = 0; i < count; ++i) {
                     v[i] = momentum * v[i] + g[i];
                     p[i] -= *rate * v[i];
                   }
                 });
}

// The labels' faults only.
KernelError run_one_hot(const Step& s, const KernelContext& c) {
  return enqueue(s, c,
                 [labels = s.in[0].as<const int32_t>(), rows = s.in[0].count(), classes = s.out[0].dims[1], fault = c.fault] {
                   for (int64_t i = 0; i < rows; ++i) {
                     if (labels[i] >= classes) *fault = 1;
                   }
                 });
}

KernelError run_bias_add(const Step& s, const KernelContext& c) {
  return enqueue(s, c,
                 [x = s.in[0].as<const float>(), b = s.in[1].as<const float>(), y = s.out[0].as<float>(),
                  channels = s.in[1].count(), count = s.out[0].count()] {
                   for (int64_t i = 0; i < count; ++i) y[i] = x[i] + b[i % channels];
                 });
}

// Without bias and activation; computes what the rivals do.
KernelError run_conv2d(const Step& s, const KernelContext& c) {
  const auto p = Conv2dParams::of(s);
  const TensorView &x = s.in[0], &w = s.in[1], &y = s.out[0];
  const test::PlainConvolution conv{x.dims[0],  x.dims[1],    x.dims[2],    x.dims[3],  w.dims[0],  w.dims[1],
                                    w.dims[2],  y.dims[1],    y.dims[2],    p.stride_h, p.stride_w, p.pad_top,
                                    p.pad_left, p.dilation_h, p.dilation_w, p.groups};
  return enqueue(s, c, [conv, x = x.as<const float>(), w = w.as<const float>(), y = y.as<float>()] { conv.forward(x, w, y); });
}

// For ops that the tests run by rivals only.
KernelError run_nothing(const Step&, const KernelContext&) { return "this kernel is only there to compete"; }

size_t scratch_of_l2_normalize(const Step& s, int) { return 4 * static_cast<size_t>(s.out[0].count()); }

const Kernel kRelu{"relu_f32_cuda", refuse_other_types, nullptr, run_relu};
const Kernel kSgd{"sgd_f32_cuda", refuse_other_types, nullptr, run_sgd};
const Kernel kOneHot{"one_hot_f32_cuda", nullptr, nullptr, run_one_hot, "a label is out of range"};
const Kernel kBiasAdd{"bias_add_f32_cuda", refuse_other_types, nullptr, run_bias_add};
const Kernel kConv2d{"conv2d_f32_cuda", refuse_other_types, nullptr, run_conv2d};
const Kernel kConv2dGradData{"conv2d_grad_data_f32_cuda", refuse_other_types, nullptr, run_nothing};
const Kernel kConv2dGradWeights{"conv2d_grad_weights_f32_cuda", refuse_other_types, nullptr, run_nothing};
const Kernel kMatmul{"matmul_f32_cuda", refuse_other_types, nullptr, run_nothing};
const Kernel kL2Normalize{"l2_normalize_f32_cuda", refuse_other_types, scratch_of_l2_normalize, run_relu};

}  // namespace

std::span<const Kernel* const> kernels(Op op) {
  static const std::map<Op, const Kernel*> all{{Op::relu, &kRelu},
                                               {Op::sgd, &kSgd},
                                               {Op::one_hot, &kOneHot},
                                               {Op::l2_normalize, &kL2Normalize},
                                               {Op::bias_add, &kBiasAdd},
                                               {Op::conv2d, &kConv2d},
                                               {Op::conv2d_grad_data, &kConv2dGradData},
                                               {Op::conv2d_grad_weights, &kConv2dGradWeights},
                                               {Op::matmul, &kMatmul}};
  const auto at = all.find(op);
  if (at == all.end()) return {};
  return {&at->second, 1};
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
