// Convolutions whose groups have one input channel each. There is no matrix in them to multiply: a few multiply-adds a number
// read, so memory sets their time, and they are computed in f32 whatever the precision; maps may be stored as bf16.
#pragma once

#include <cstddef>

#include "activation.h"
#include "bf16.h"
#include "conv2d_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline bool is_depthwise(const Conv2dShape& s) { return s.groups > 1 && s.c == s.groups; }

// As conv2d, conv2d_grad_data and conv2d_grad_weights for a checked shape that is_depthwise.
Status depthwise_conv2d(const Conv2dShape& shape, const float* x, const float* w, const float* bias, Activation activation,
                        float* y, Stream stream);
Status depthwise_conv2d(const Conv2dShape& shape, const Bf16* x, const float* w, const float* bias, Activation activation,
                        Bf16* y, Stream stream);
Status depthwise_conv2d_grad_data(const Conv2dShape& shape, const float* dy, const float* w, float* dx, Stream stream);
Status depthwise_conv2d_grad_data(const Conv2dShape& shape, const Bf16* dy, const float* w, Bf16* dx, Stream stream);
size_t depthwise_conv2d_grad_weights_workspace_bytes(const Conv2dShape& shape);
Status depthwise_conv2d_grad_weights(const Conv2dShape& shape, const float* x, const float* dy, float* dw, float* workspace,
                                     Stream stream);
Status depthwise_conv2d_grad_weights(const Conv2dShape& shape, const Bf16* x, const Bf16* dy, float* dw, float* workspace,
                                     Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
