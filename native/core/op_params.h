// Typed views of a step's parameter slots; the slot order is that of op_table.def and docs/ops.md.
#pragma once

#include "core/kernel.h"

namespace facet {

enum class Activation : int64_t { none = 0, relu = 1, relu6 = 2 };

// Above this an activated value is cut off.
FACET_ALWAYS_INLINE double ceiling_of(Activation activation) { return activation == Activation::relu6 ? 6.0 : __builtin_inf(); }

struct Conv2dParams {
  int64_t stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right, dilation_h, dilation_w, groups;
  Activation activation;

  FACET_ALWAYS_INLINE static Conv2dParams of(const Step& s) {
    const auto& p = s.params;
    return {p[0].i, p[1].i, p[2].i, p[3].i, p[4].i, p[5].i, p[6].i, p[7].i, p[8].i, static_cast<Activation>(p[9].i)};
  }
};

struct MatmulParams {
  bool trans_a, trans_b;
  Activation activation;

  FACET_ALWAYS_INLINE static MatmulParams of(const Step& s) {
    const auto& p = s.params;
    return {p[0].i != 0, p[1].i != 0, static_cast<Activation>(p[2].i)};
  }
};

struct Pool2dParams {
  int64_t window_h, window_w, stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right;

  FACET_ALWAYS_INLINE static Pool2dParams of(const Step& s) {
    const auto& p = s.params;
    return {p[0].i, p[1].i, p[2].i, p[3].i, p[4].i, p[5].i, p[6].i, p[7].i};
  }
};

enum class UnaryKind : int64_t {
  affine,
  exp,
  log,
  sqrt,
  square,
  abs,
  sigmoid,
  tanh,
  reciprocal,
  sign,
  leaky_relu,
  clip,
  hard_sigmoid,
  hard_swish,
  pow
};

struct UnaryParams {
  UnaryKind kind;
  double alpha, beta;

  FACET_ALWAYS_INLINE static UnaryParams of(const Step& s) {
    const auto& p = s.params;
    return {static_cast<UnaryKind>(p[0].i), p[1].f, p[2].f};
  }
};

struct EcLossParams {
  double lambda;
  bool per_channel_marginal, normalise;
  int64_t orbits;  // of mirror images, with which the templates begin: four rows each

  FACET_ALWAYS_INLINE static EcLossParams of(const Step& s) {
    const auto& p = s.params;
    return {p[0].f, p[1].i != 0, p[2].i != 0, p[3].i};
  }
};

// The scale of a loss whose gradients had the sum of squares `squares`: factor undoes it, or is NaN where they were not finite,
// which halves the scale and starts the count of good steps anew; the interval's last good step doubles it. Interval 0: a fixed
// scale. Scales are powers of two, so that scaling rounds nothing, between 1 and kMostLossScale.
inline constexpr double kMostLossScale = 16777216.0;

struct LossScale {
  double factor, scale, good;
};

FACET_ALWAYS_INLINE LossScale next_loss_scale(double scale, double good, double squares, int64_t interval) {
  const bool finite = squares - squares == 0;
  const double factor = finite ? 1 / scale : squares - squares;
  if (interval == 0) return {factor, scale, good};
  if (!finite) return {factor, scale > 2 ? scale / 2 : 1, 0};
  if (good + 1 < static_cast<double>(interval)) return {factor, scale, good + 1};
  return {factor, scale * 2 < kMostLossScale ? scale * 2 : kMostLossScale, 0};
}

}  // namespace facet
