// The scale of a loss, as its gradients were finite or not.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr float kMostLossScale = 16777216.f;

// All floats on the device. squares: the sum of squares of the scaled loss's gradients, finite as they are. factor = 1 / scale,
// or NaN. With interval > 0 scale_out is scale / 2 (at least 1) where they are not finite, else 2 scale (at most
// kMostLossScale) in the last of `interval` good steps, which good counts. scale_out may be scale and good_out good.
Status loss_scale(const float* scale, const float* good, const float* squares, int64_t interval, float* factor,
                  float* scale_out, float* good_out, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
