// Stochastic gradient descent with momentum.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct SgdRule {
  float momentum;
  float weight_decay;
  bool nesterov;
};

// g' = g + weight_decay p;  v' = momentum v + g';  p' = p - lr v', or with Nesterov p - lr (g' + momentum v'). PyTorch's rule
// without dampening (Sutskever et al. 2013 in its form); v starts at 0. p, g, v, p_out, v_out: `count` floats of any layout;
// lr: one float on the device; factor, too: g is multiplied by it, and where it is not finite p and v stay as they
// are; null is 1. p_out may be p and v_out may be v; no other two overlap.
Status sgd(const float* p, const float* g, const float* v, const float* lr, const float* factor, float* p_out, float* v_out,
           int64_t count, SgdRule rule, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
