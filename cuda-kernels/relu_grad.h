// The gradient of ReLU and the two rules that explanation methods put in its place.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class ReluGradRule {
  exact = 0,      // dx = dy [y > 0]
  guided = 1,     // dx = dy [y > 0] [dy > 0]: Springenberg et al. 2015, guided backpropagation
  deconvnet = 2,  // dx = dy [dy > 0]: Zeiler and Fergus 2014
};

// y: what ReLU gave (or its input: only the sign counts). y, dy, dx: `count` elements of any layout; dx may be dy or y, else
// they do not overlap.
Status relu_grad(const float* y, const float* dy, float* dx, int64_t count, ReluGradRule rule, Stream stream);
Status relu_grad(const Bf16* y, const Bf16* dy, Bf16* dx, int64_t count, ReluGradRule rule, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
