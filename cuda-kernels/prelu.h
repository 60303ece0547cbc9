// PReLU (He et al., arXiv 1502.01852, equation 1).
#pragma once

#include <cstddef>

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// x, y, dy, dx: `rows` rows of `channels` numbers; slope, dslope: `channels` floats, one for each column. One slope for all is
// the case of one channel.
struct PreluShape {
  int64_t rows, channels;
};

// y = x > 0 ? x : slope x. y may be x, else nothing overlaps.
Status prelu(const PreluShape& shape, const float* x, const float* slope, float* y, Stream stream);
Status prelu(const PreluShape& shape, const Bf16* x, const float* slope, Bf16* y, Stream stream);

// dx = dy (x > 0 ? 1 : slope), dslope = sum of dy x where x is not above 0, in double and in an order that the shape decides.
// dx may be dy, else nothing overlaps. workspace: prelu_grad_workspace_bytes(shape) bytes on the device, 16-byte aligned.
Status prelu_grad(const PreluShape& shape, const float* x, const float* slope, const float* dy, float* dx, float* dslope,
                  void* workspace, Stream stream);
Status prelu_grad(const PreluShape& shape, const Bf16* x, const float* slope, const Bf16* dy, Bf16* dx, float* dslope,
                  void* workspace, Stream stream);

size_t prelu_grad_workspace_bytes(const PreluShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
