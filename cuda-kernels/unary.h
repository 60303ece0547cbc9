// Functions of one element, and the gradients of the piecewise ones.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class UnaryKind {
  affine = 0,  // alpha x + beta
  exp,
  log,
  sqrt,
  square,
  abs,
  sigmoid,  // 1 / (1 + e^-x)
  tanh,
  reciprocal,
  sign,          // 0 and NaN stay
  leaky_relu,    // x > 0 ? x : alpha x
  clip,          // to [alpha, beta], which may be infinite
  hard_sigmoid,  // clip(alpha x + beta, 0, 1)
  hard_swish,    // x clip(alpha x + beta, 0, 1)
  pow,           // x^alpha
};

struct UnaryRule {
  UnaryKind kind;
  float alpha, beta;
};

// y[i] = f(x[i]); NaN stays NaN. x, y: `count` floats of any layout; y may be x, else they do not overlap.
Status unary(const float* x, float* y, int64_t count, UnaryRule rule, Stream stream);
Status unary(const Bf16* x, Bf16* y, int64_t count, UnaryRule rule, Stream stream);

// dx[i] = dy[i] f'(t[i]) for the kinds leaky_relu to hard_swish; t is x, or y where that tells as much (see docs/ops.md). Where
// the function has a corner the derivative of its flat or negative side counts, and a derivative of 0 gives 0 for an infinite
// dy, too. dx may be dy, else nothing overlaps.
Status unary_grad(const float* t, const float* dy, float* dx, int64_t count, UnaryRule rule, Stream stream);
Status unary_grad(const Bf16* t, const Bf16* dy, Bf16* dx, int64_t count, UnaryRule rule, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
