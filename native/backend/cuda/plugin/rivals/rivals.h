// Kernels of others, which Facet measures itself against and does not need: cuDNN's convolutions and cuBLAS' products. Each is
// refused with a reason where its library is not there, and bound only where it was measured to be faster (kernel_choice.h).
#pragma once

#include <span>
#include <string>

#include "core/kernel.h"

namespace facet::cuda {

// The rivals for an op; empty for most. They compute on this thread's current GPU.
std::span<const Kernel* const> rivals(Op op);

// Names and versions of the libraries that are open, for the keys of measurements.
std::string rival_versions();

namespace rival {
extern const Kernel kMatmulCublas, kConv2dCudnn, kConv2dGradDataCudnn, kConv2dGradWeightsCudnn;
// 0 if the library is not open.
int cublas_version();
size_t cudnn_version();
}  // namespace rival

}  // namespace facet::cuda
