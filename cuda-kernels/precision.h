// How a product of float matrices is computed.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class Precision {
  tf32,  // tensor cores: factors rounded to 10 mantissa bits, sums in float. GPUs before sm_80 compute f32 instead
  f32,   // fused multiply-adds in float
  bf16,  // as tf32, with factors rounded to 7 mantissa bits, ties to even. What is bound by memory keeps TF32
  // Of matmul, for what has no digits to lose: each factor as the sum of two TF32 numbers, three products of four, on tensor
  // cores; about as exact as f32. GPUs before sm_80 compute f32.
  tf32x3,
};

// Which instructions feed the tensor cores.
enum class TensorCores {
  warp,       // mma.sync, on every GPU from sm_80 on
  warpgroup,  // wgmma, on Hopper alone (sm_90a), where there is a kernel for it; else the warps'
  faster,     // of these the one that the model of gemm_plan.h finds faster; on Hopper alone, too
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
