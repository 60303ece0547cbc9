// Statistics of every map's softmax over the templates: the first pass of ECLoss and of its gradient.
#pragma once

#include "ecloss_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Device arrays of shape.maps() floats, element image * channels + channel. With z the map's logits, u = z - max and
// g = u - lambda (log_marginal + log T):
struct EcLossRows {
  float* scale;        // 1 / (root mean square + 1e-12); null without normalisation
  float* max;          // of z
  float* inverse_sum;  // 1 / sum_t exp(u)
  float* mean_g;       // sum_t p g
  float* kl;           // KL(p || uniform); may be null. Only meaningful without a marginal, where g = u
};

// Fills `rows`. log_marginal: [T] or, per channel, [channels, T]; null stands for lambda = 0 (rule.lambda is ignored then).
//
// One sweep over the templates with an online softmax (Milakov and Gimelshein 2018): the sums are rescaled when a larger logit
// comes. ECLoss is of second order in the logits (methods: MI_0 is half their variance), so the KL is not taken from
// probabilities near 1/T, whose rounding would drown it, but from sum exp(u) u / sum exp(u) - log(sum exp(u) / T), the
// logarithm by log1p of the mean of expm1(u) where the sum is near T.
Status ecloss_row_statistics(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                             const float* log_marginal, const EcLossRows& rows, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
