// The GPU's kernels as the plugin's tests need them: few, plain, and enqueued on the fake runtime's streams.
#include <algorithm>

#include "backend/cuda/bindings/kernel_list.h"
#include "core/op_params.h"
#include "fake_cuda/fake_cuda.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

constexpr double kMilliseconds = 1;

const char* refuse_other_types(const Step& s) { return s.out[0].dtype == DType::f32 ? nullptr : "takes f32 only"; }

template <class Body>
KernelError enqueue(const KernelContext& c, Body body) {
  fake_cuda::launch(static_cast<cudaStream_t>(c.queue), kMilliseconds, body);
  return nullptr;
}

KernelError run_relu(const Step& s, const KernelContext& c) {
  return enqueue(c, [x = s.in[0].as<const float>(), y = s.out[0].as<float>(), count = s.out[0].count()] {
    for (int64_t i = 0; i < count; ++i) y[i] = std::max(x[i], 0.0f);
  });
}

KernelError run_sgd(const Step& s, const KernelContext& c) {
  const auto momentum = static_cast<float>(s.params[0].f);
  return enqueue(c, [momentum, p = s.out[0].as<float>(), g = s.in[1].as<const float>(), v = s.out[1].as<float>(),
                     rate = s.in[3].as<const float>(), count = s.out[0].count()] {
    for (int64_t i = 0; i < count; ++i) {
      v[i] = momentum * v[i] + g[i];
      p[i] -= *rate * v[i];
    }
  });
}

// The labels' faults only.
KernelError run_one_hot(const Step& s, const KernelContext& c) {
  return enqueue(c,
                 [labels = s.in[0].as<const int32_t>(), rows = s.in[0].count(), classes = s.out[0].dims[1], fault = c.fault] {
                   for (int64_t i = 0; i < rows; ++i) {
                     if (labels[i] >= classes) *fault = 1;
                   }
                 });
}

size_t scratch_of_l2_normalize(const Step& s, int) { return 4 * static_cast<size_t>(s.out[0].count()); }

const Kernel kRelu{"relu_f32_cuda", refuse_other_types, nullptr, run_relu};
const Kernel kSgd{"sgd_f32_cuda", refuse_other_types, nullptr, run_sgd};
const Kernel kOneHot{"one_hot_f32_cuda", nullptr, nullptr, run_one_hot, "a label is out of range"};
const Kernel kL2Normalize{"l2_normalize_f32_cuda", refuse_other_types, scratch_of_l2_normalize, run_relu};

}  // namespace

std::span<const Kernel* const> kernels(Op op) {
  static const Kernel* const relu[] = {&kRelu};
  static const Kernel* const sgd[] = {&kSgd};
  static const Kernel* const one_hot[] = {&kOneHot};
  static const Kernel* const l2_normalize[] = {&kL2Normalize};
  switch (op) {
    case Op::relu:
      return relu;
    case Op::sgd:
      return sgd;
    case Op::one_hot:
      return one_hot;
    case Op::l2_normalize:
      return l2_normalize;
    default:
      return {};
  }
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
