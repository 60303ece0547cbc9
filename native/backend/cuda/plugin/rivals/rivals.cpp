#include "backend/cuda/plugin/rivals/rivals.h"

namespace facet::cuda {

std::span<const Kernel* const> rivals(Op op) {
  static const Kernel* const matmul[] = {&rival::kMatmulCublas};
  static const Kernel* const conv2d[] = {&rival::kConv2dCudnn};
  static const Kernel* const conv2d_grad_data[] = {&rival::kConv2dGradDataCudnn};
  static const Kernel* const conv2d_grad_weights[] = {&rival::kConv2dGradWeightsCudnn};
  switch (op) {
    case Op::matmul:
      return matmul;
    case Op::conv2d:
      return conv2d;
    case Op::conv2d_grad_data:
      return conv2d_grad_data;
    case Op::conv2d_grad_weights:
      return conv2d_grad_weights;
    default:
      return {};
  }
}

std::string rival_versions() {
  return "cuBLAS " + std::to_string(rival::cublas_version()) + " cuDNN " + std::to_string(rival::cudnn_version());
}

}  // namespace facet::cuda
