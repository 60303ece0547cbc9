// Sizes and options that the ECLoss kernels share.
#pragma once

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// x is [images, height, width, channels]: images * channels maps of height * width pixels each. The templates begin with
// `orbits` orbits of mirror images: a template, its left-right mirror, its top-bottom mirror and both.
struct EcLossShape {
  int64_t images, height, width, channels, templates, orbits;

  int64_t pixels() const { return height * width; }
  int64_t maps() const { return images * channels; }
};

struct EcLossRule {
  float lambda;               // weight of the marginal's term; 0 is the paper's loss, 1 mutual information
  bool per_channel_marginal;  // the marginal over the images of one channel; else over all maps
  bool normalise;             // every map divided by its root mean square + 1e-12, a constant in the gradient
};

// The sizes that the kernels' 32-bit indices and the grid allow.
inline Status check(const EcLossShape& s) {
  if (s.images < 1 || s.height < 1 || s.width < 1 || s.channels < 1 || s.templates < 1)
    return invalid_argument("an ECLoss needs at least one image, pixel, channel and template");
  if (s.orbits < 0 || s.orbits > s.templates / 4) return invalid_argument("an ECLoss's orbits are four of its templates each");
  if (s.images > 0x7fffffff || s.height > 1 << 20 || s.width > 1 << 20 || s.pixels() > 1 << 20 || s.channels > 1 << 20 ||
      s.templates > 1 << 20)
    return invalid_argument("an ECLoss takes at most 2^31-1 images and 2^20 pixels, channels and templates");
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
