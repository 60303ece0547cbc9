// Convolutions of images with very few channels: a network's first layer.
#pragma once

#include "activation.h"
#include "bf16.h"
#include "conv2d_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Gathering these by single floats (device/conv_gather.cuh) would spend more instructions on finding them than on multiplying.
// This kernel stages the rows of x that a run of results needs, and all weights, in shared memory. False if they do not fit
// there, if rows are much shorter than runs, or if there are channels enough to gather by vectors.
bool takes_few_channels(const Conv2dShape& shape);

// As conv2d for a checked shape that takes_few_channels, in TF32 on a GPU that has it.
Status few_channels_conv2d(const Conv2dShape& shape, const float* x, const float* w, const float* bias, Activation activation,
                           float* y, Stream stream);

// The same with y stored as bf16; only on a GPU that has TF32.
Status few_channels_conv2d(const Conv2dShape& shape, const float* x, const float* w, const float* bias, Activation activation,
                           Bf16* y, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
