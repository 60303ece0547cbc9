// The exact gradient of ECLoss.
#pragma once

#include <cstddef>

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// dx_m = -dloss / M * sum_t p_mt (g_mt - sum_u p_mu g_mu) T_t with g = log p - lambda log_marginal and M = images * channels;
// times the map's scale with normalisation.
//
// x, dx: [images, pixels, channels]; templates: [templates, pixels]; log_marginal: [templates] or per channel [channels,
// templates]; dloss: one float. workspace: ecloss_grad_workspace_bytes(shape) bytes on the device, 16-byte aligned. Nothing
// overlaps.
Status ecloss_grad(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                   const float* log_marginal, const float* dloss, float* dx, void* workspace, Stream stream);

size_t ecloss_grad_workspace_bytes(const EcLossShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
