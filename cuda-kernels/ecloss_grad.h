// The exact gradient of ECLoss.
#pragma once

#include <cstddef>

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// dx_m = -dloss / M * sum_t p_mt (g_mt - sum_u p_mu g_mu) T_t with g = log p - lambda log_marginal and M = images * channels;
// times the map's scale with normalisation.
//
// x, dx: [images, pixels, channels]; templates: [templates, pixels]; log_marginal: [templates] or per channel [channels,
// templates]; dloss: one float. workspace: ecloss_grad_workspace_bytes(shape, rule) bytes on the device, 16-byte aligned.
// fault: as in ecloss.h. Nothing overlaps.
Status ecloss_grad(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                   const float* log_marginal, const float* dloss, float* dx, void* workspace, int32_t* fault, Stream stream);

size_t ecloss_grad_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule);

// The loss (ecloss.h) and its gradient. workspace: the larger of theirs.
Status ecloss_with_grad(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                        const float* dloss, float* loss, float* log_marginal, float* dx, void* workspace, int32_t* fault,
                        Stream stream);

size_t ecloss_with_grad_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
