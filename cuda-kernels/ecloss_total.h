// What is left of ECLoss once every map's softmax is known.
#pragma once

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Sums of p over shares of the maps: `count` rows of [templates] for each marginal, `stride` rows apart; marginal c's begin at
// row c.
struct EcLossShares {
  const float* sums;
  int64_t count, stride;
};

// The marginals' logarithms and the loss. kl: [maps], KL(p || uniform); log_marginal and, for the launcher's own use, terms:
// [T] or per channel [channels, T].
Status ecloss_total(const EcLossShape& shape, const EcLossRule& rule, const float* kl, const EcLossShares& shares,
                    float* log_marginal, float* terms, float* loss, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
