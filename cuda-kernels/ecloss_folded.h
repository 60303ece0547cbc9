// ECLoss and its gradient for templates that begin with mirror orbits: one kernel, with the folded templates in shared memory.
#pragma once

#include <cstddef>

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// As in ecloss.h and ecloss_grad.h.
struct EcLossTensors {
  const float *x, *templates;
  float* loss;          // null: the gradient alone, with log_marginal as input
  float* log_marginal;  // [templates]
  const float* dloss;
  float* dx;  // null: the loss alone
};

// Whether there are orbits, the marginal is one of all maps, and the current device has tensor cores for it and place for the
// folded templates beside a tile of maps.
bool ecloss_folds(const EcLossShape& shape, const EcLossRule& rule);

// Where the shape folds: one pass over the maps computes the loss, one the gradient, and if lambda = 0 one pass both. `fault`
// is noted if the templates of an orbit are not each other's mirror images.
Status ecloss_folded(const EcLossShape& shape, const EcLossRule& rule, const EcLossTensors& tensors, void* workspace,
                     int32_t* fault, Stream stream);

// 0 where no device folds the shape.
size_t ecloss_folded_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
