// ECLoss (Lin et al., arXiv 2207.02179) in the family MI_lambda: the template-trace softmax, forward.
#pragma once

#include <cstddef>

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// With z_mt = sum_pixels x_m T_t and p_m = softmax over t of z_m:
//   loss = lambda * KL(pbar || uniform) - mean_m KL(p_m || uniform)
// where pbar is the mean of p_m over all maps, or per channel over its images (the KL then averaged over the channels).
//
// x: [images, pixels, channels]; templates: [templates, pixels]; loss: one float; log_marginal: log(pbar + 1e-30), [templates]
// or per channel [channels, templates]. workspace: ecloss_workspace_bytes(shape, rule) bytes on the device, 16-byte aligned,
// whose contents mean nothing before and after. fault: noted if the templates' orbits are none; only looked at by kernels that
// make use of them. Nothing overlaps. Sums run in an order that only shape and kind of GPU decide.
Status ecloss(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates, float* loss,
              float* log_marginal, void* workspace, int32_t* fault, Stream stream);

size_t ecloss_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
