// The error of a convolution's f32 results, from values computed in float64 at a few hundred places.
#pragma once

#include "conv_layers.h"
#include "core/kernel.h"

namespace facet::bench {

// All tensors as conv2d and its gradients have them; errors are the rms of the differences over the rms of the values.
struct ConvSample {
  const ConvLayer& layer;
  TensorView x, w, bias, dy;

  double forward_error(const TensorView& y) const;
  double data_error(const TensorView& dx) const;
  double weights_error(const TensorView& dw) const;
};

}  // namespace facet::bench
